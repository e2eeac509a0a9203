import type { ConnectionEvents } from './database.ts';
import { DeviceVault } from './device-vault.ts';
import { memoryVault } from './memory-vault.ts';
import type { Held, Vault } from './vault.ts';

/**
 * Opens a user's vault and reads it. In memory when the browser has no database for us (site data is blocked, or there is no space), or no locks,
 * which it has for pages of https and localhost alone: without them tabs cannot agree on one that leads.
 */
export async function openVault(userId: string, events: ConnectionEvents): Promise<{ vault: Vault; held: Held }> {
  if ('indexedDB' in globalThis && 'locks' in navigator) {
    let vault: DeviceVault | null = null;
    try {
      vault = await DeviceVault.open(userId, events);
      return { vault, held: await vault.load() };
    } catch {
      vault?.close(); // the status says that nothing is kept
    }
  }
  const vault = memoryVault();
  return { vault, held: await vault.load() };
}
