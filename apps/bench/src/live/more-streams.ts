// Loaded before the server: an account may have a hundred streams, and the question is how a thousand of one hear of a write.
import { limits } from '@typedo/contract';

Object.assign(limits, { streams: { max: 10_000 } });
