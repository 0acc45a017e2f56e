// By which way a request came in.
import { say, sayOr } from "../shell/config";

export const channelWords = (channel: string): string => sayOr(`queue.${channel}`, say("queue.rest"));
