// By which way a request came in.
import { sayOr } from "../shell/config";

export const channelWords = (channel: string): string => sayOr(`queue.${channel}`, channel);
