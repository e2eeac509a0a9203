import type { Typedo } from '@typedo/sdk';
import { createContext, use } from 'react';
import type { Auth } from '../session/auth.ts';
import type { Session } from '../session/session.ts';
import type { Workspaces } from '../replica/workspaces.ts';
import type { Updates } from '../shell/updates.ts';
import type { PageLanguage } from '../texts/language.ts';
import type { Theme } from '../theme/theme.ts';
import type { Connection } from './connection.ts';
import type { KeptChoice } from './kept-choice.ts';
import type { Notices } from './notices.ts';

/** What the page works with; made once in main.tsx. */
export interface Services {
  readonly typedo: Typedo;
  readonly auth: Auth;
  readonly connection: Connection;
  readonly session: Session;
  readonly notices: Notices;
  readonly workspaces: Workspaces;
  readonly theme: KeptChoice<Theme>;
  readonly language: PageLanguage;
  readonly updates: Updates;
  /** Says something to those who listen to the page instead of looking at it. */
  readonly announce: (text: string) => void;
}

export const ServicesContext = createContext<Services | null>(null);

/** The page's services, in any component. */
export function useServices(): Services {
  const services = use(ServicesContext);
  if (!services) throw new Error('There are no services around this component');
  return services;
}
