import { ApiKey } from './api-key.entity.ts';
import { Credential } from './credential.entity.ts';
import { Session } from './session.entity.ts';
import { User } from './user.entity.ts';
import { Verification } from './verification.entity.ts';

/** The tables of the accounts' library, which reads and writes them itself; entities so that one migration history holds all. */
export const accountEntities = [User, Session, Credential, Verification, ApiKey] as const;
