// Wraps Emotion for Web Chat: one of its packages forgets to pass the nonce of the page.
import createEmotion from "@emotion/css/create-instance";
import { nonce } from "../page/config";

type Options = NonNullable<Parameters<typeof createEmotion>[0]>;

export default function createWithNonce(options: Options): ReturnType<typeof createEmotion> {
  return createEmotion({ ...options, nonce: options.nonce ?? nonce });
}
