import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv4, SocketAddress } from 'node:net';

/** Finds out where a request came from: one address, in its usual form; empty when the line is already closed. */
export type AddressOf = (incoming: Pick<IncomingMessage, 'headers' | 'socket'>) => string;

/**
 * Makes the function that finds a client's address: the other end of the line, or, when a trusted proxy is there, the last entry of
 * `X-Forwarded-For` that no trusted proxy is. What stands before it, and any other header, the client may have made up. An entry that is no
 * address ends the search at the one behind it.
 *
 * `onIgnored` hears once that a proxy which is not trusted noted where a request came from: all its clients are one then.
 *
 * `trustedProxies` are addresses or networks, such as `10.0.0.0/8`. An IPv6 address that stands for an IPv4 one is that one.
 */
export function createAddressOf(trustedProxies: readonly string[], onIgnored: () => void = () => {}): AddressOf {
  const trusted = networks(trustedProxies);
  const isTrusted = (address: string) => address !== '' && trusted.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
  let told = false;
  return ({ headers, socket }) => {
    let address = parseAddress(socket.remoteAddress ?? '') ?? '';
    const noted = headers['x-forwarded-for'];
    if (noted === undefined) return address;
    if (!isTrusted(address)) {
      if (!told) onIgnored();
      told = true;
      return address;
    }
    const entries = String(noted).split(','); // several such headers are one list to Node.js
    while (isTrusted(address)) {
      const before = parseAddress(entries.pop()?.trim() ?? '');
      if (before === null) break;
      address = before;
    }
    return address;
  };
}

/** Whom a limit on addresses counts together: an IPv4 address, or the network of 64 bits that one IPv6 customer has at least. */
export function neighbourhoodOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [left = '', right] = address.split('::');
  const groups = left === '' ? [] : left.split(':');
  const after = right === undefined || right === '' ? 0 : right.split(':').length;
  const zeros = right === undefined ? 0 : 8 - groups.length - after;
  return `${[...groups, ...Array<string>(zeros).fill('0'), ...(right?.split(':') ?? [])].slice(0, 4).join(':')}::/64`;
}

function networks(list: readonly string[]): BlockList {
  const trusted = new BlockList();
  for (const entry of list) {
    const [address = '', bits] = entry.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    if (bits === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(bits), family);
  }
  return trusted;
}

/** An entry as proxies write it, some with a port or in brackets; null for what is no address. */
function parseAddress(entry: string): string | null {
  if (isIPv4(entry)) return entry; // nearly all are
  const [, bracketed, plain, v4] = /^(?:\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+|(.+))$/.exec(entry) ?? [];
  const [address = ''] = (bracketed ?? plain ?? v4 ?? '').split('%', 1); // behind it a network card is named
  if (isIPv4(address)) return address;
  if (isIP(address) === 0) return null;
  const usual = new SocketAddress({ address, family: 'ipv6' }).address;
  const mapped = usual.startsWith('::ffff:') ? usual.slice('::ffff:'.length) : '';
  return isIPv4(mapped) ? mapped : usual;
}
