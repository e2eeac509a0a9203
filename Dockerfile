# The image of a Typedo server: docker build --tag typedo .
# TypeScript runs as it is, so only the web client is built; what is installed for that stays behind.

FROM node:24.21.0-slim AS tools
RUN npm install --global pnpm@12.21.0
WORKDIR /typedo
ENV CI=true

FROM tools AS client
COPY . .
RUN pnpm install --frozen-lockfile --filter @typedo/client... --filter '!@typedo/server' --filter '!@typedo/db'
RUN pnpm --filter @typedo/client run build

FROM tools AS server
COPY . .
RUN pnpm install --frozen-lockfile --prod --filter-prod @typedo/server...
# The repository's layout stays: Node.js runs no TypeScript below node_modules, and packages are links here. A library brings the compiler, for
# its types alone.
RUN rm -rf apps/client packages/gate packages/sdk examples test node_modules/.pnpm/typescript@* node_modules/.pnpm/@typescript*

FROM node:24.21.0-slim
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
WORKDIR /typedo
COPY --from=server /typedo .
COPY --from=client /typedo/apps/client/dist apps/client/dist
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node.js itself is the first process, so that it gets the signal.
CMD ["node", "apps/server/src/main.ts"]
