// What we add to Web Chat: cards, numbers to call, the question below an answer, how links open, the typing dots.
import type { ReactWebChatProps } from "botframework-webchat-component";
import { CARD, CardAttachment } from "../cards/CardAttachment";
import { label } from "../page/labels";
import { Helpful, type Rate } from "./Helpful";
import { Words } from "./Words";

const TEXT = "text/plain";

type Parts = Required<
  Pick<
    ReactWebChatProps,
    "activityStatusMiddleware" | "attachmentMiddleware" | "typingIndicatorMiddleware"
  >
>;

export function parts(rate: Rate): Parts {
  return {
    attachmentMiddleware: () => (next) => (request) => {
      const { activity, attachment } = request ?? {};
      const isOurs = activity?.from.role === "bot";
      if (isOurs && attachment?.contentType === TEXT) return <Words text={String(attachment.content)} />;
      if (attachment?.contentType !== CARD) return next(request);
      return <CardAttachment content={attachment.content as object} />;
    },
    activityStatusMiddleware: () => (next) => (request) => {
      const { activity } = request;
      if (activity.channelData?.["helpful"] !== true || !activity.id) return next(request);
      return (
        <div className="below">
          {next(request)}
          <Helpful key={activity.id} message={activity.id} rate={rate} />
        </div>
      );
    },
    typingIndicatorMiddleware: () => () => ({ visible }) =>
      visible && (
        <div className="typing" role="img" aria-label={label("typing")}>
          <i />
          <i />
          <i />
        </div>
      ),
  };
}
