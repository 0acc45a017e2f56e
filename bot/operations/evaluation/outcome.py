"""What became of one question: right, offered as a choice, wrong, or refused."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from faq_kb.contract import ClarifyReply, ReplyAdapter, SmallTalkReply

OUT_OF_SCOPE = "out_of_scope"
FOLLOW_UP = "facet_"
# Commands that mean something in a draft only; without one the action says that nothing fits.
IN_A_DRAFT = frozenset(
    {
        *("draft_save", "draft_change", "draft_skip", "draft_back", "draft_cancel", "draft_pause"),
        "affirm",
    }
)
# What such a question follows where its file does not say it.
AFTER_DRAFT = ("draft vpn_access asks billing_number",)
AFTER_ANSWER = ("procedure vpn_access",)
# Parts of a record that a follow-up asks for by name, and what a passage is where there is none.
ASPECTS = frozenset(
    {
        *("steps", "requesters", "forms", "send_to", "phones", "include", "lead_time", "cost"),
        "policies",
    }
)
NOT_IN_SOURCE = "none"
SHOWN_CANDIDATES = 3
# What the model learns to refuse, and what the pipeline decides.
REFUSED = frozenset({OUT_OF_SCOPE, "misuse"})
REFUSALS = REFUSED | {"nlu_fallback", "empty_message"}


class Outcome(StrEnum):
    """The four ways it can go; for an out-of-scope question `refused` counts as right."""

    RIGHT = "right"
    OFFERED = "offered"
    WRONG = "wrong"
    REFUSED = "refused"


@dataclass(frozen=True)
class EvaluationQuestion:
    """A test question; `expected` holds sets of ids, one of which must be met wholly.

    `a|b` in a file: either is right. `a+b`: both are needed.
    """

    text: str
    expected: tuple[frozenset[str], ...]
    kind: str
    # What was said before it; none for a first message.
    after: tuple[str, ...] = ()

    @classmethod
    def parse(
        cls, text: str, expected: str, kind: str = "", after: Sequence[str] = ()
    ) -> "EvaluationQuestion":
        """From the columns of a TSV file; one that only follows others gets some before it."""
        alternatives = tuple(
            frozenset(part.strip() for part in way.split("+")) for way in expected.split("|")
        )
        names = {name for way in alternatives for name in way}
        before = tuple(after)
        if not before and names & IN_A_DRAFT:
            before = AFTER_DRAFT
        elif not before and any(name.startswith(FOLLOW_UP) for name in names):
            before = AFTER_ANSWER
        return cls(text, alternatives, kind, before)

    @property
    def follows(self) -> bool:
        """Whether it is said about the current procedure, or in a draft."""
        return bool(self.after)

    @property
    def label(self) -> str:
        """The expected ids as the file wrote them."""
        return "|".join("+".join(sorted(way)) for way in self.expected)


@dataclass(frozen=True)
class EvaluationAnswer:
    """What the assistant did: the entries it answered (none: refused), or those it offered."""

    answered: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    confidence: float = 0.0
    # From the model alone: the three likeliest intents, and how likely it is that nothing fits.
    candidates: tuple[tuple[str, float], ...] = ()
    refusal: float = 0.0

    @classmethod
    def from_messages(cls, messages: Sequence[dict[str, Any]]) -> "EvaluationAnswer":
        """Read from the contract objects of the running assistant's messages."""
        answered: list[str] = []
        offered: list[str] = []
        confidence = 0.0
        replies = (
            ReplyAdapter.validate_python(one["custom"]) for one in messages if one.get("custom")
        )
        for reply in replies:
            if reply.procedure_id:
                answered.append(reply.procedure_id)
                confidence = max(confidence, getattr(reply, "confidence", 1.0))
            elif isinstance(reply, ClarifyReply):
                offered += [option.entry for option in reply.options if option.entry]
            elif isinstance(reply, SmallTalkReply):
                answered.append(reply.intent)
        return cls(tuple(answered), tuple(offered), confidence)

    @classmethod
    def from_parse(cls, parsed: dict[str, Any], *, follows: bool = False) -> "EvaluationAnswer":
        """Read from the model's own parse; as a first message unless it `follows` another."""
        name = parsed["specific_intent"]
        if name in IN_A_DRAFT and not follows:
            name = "nlu_fallback"
        if name.startswith(FOLLOW_UP) and not follows:
            # The action answers an entry and otherwise asks which procedure is meant.
            standalone = parsed["standalone"]
            name = "nlu_fallback" if standalone == "clarify" else standalone
        if parsed["intent"]["name"] == "detail" and parsed["passages"]:
            name = _of_passage(name, parsed["passages"][0]["key"])
        ranking = [(row["name"], row["confidence"]) for row in parsed["intent_ranking"]]
        return cls(
            answered=() if name == "clarify" or name in REFUSALS else (name,),
            offered=tuple(parsed["choices"]) if name == "clarify" else (),
            confidence=parsed["intent"]["confidence"],
            candidates=tuple(ranking[:SHOWN_CANDIDATES]),
            refusal=sum(share for name, share in ranking if name in REFUSED),
        )


@dataclass(frozen=True)
class Result:
    """A question, its answer and the outcome."""

    question: EvaluationQuestion
    answer: EvaluationAnswer
    outcome: Outcome

    @property
    def got(self) -> str:
        """The answer in one word, for a confusion table."""
        if self.answer.answered:
            return "+".join(self.answer.answered)
        return "clarify" if self.answer.offered else OUT_OF_SCOPE

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "text": self.question.text,
            "expected": self.question.label,
            "kind": self.question.kind,
            "outcome": self.outcome,
            **asdict(self.answer),
        }


def _of_passage(entry: str, key: str) -> str:
    """What is answered with a passage: a fact that has a name, the entry, or nothing."""
    aspect = key.partition(".")[0]
    if key == NOT_IN_SOURCE:
        return OUT_OF_SCOPE
    return f"{FOLLOW_UP}{aspect}" if aspect in ASPECTS else entry


def judge(question: EvaluationQuestion, answer: EvaluationAnswer) -> Result:
    """Compare the answer with what was expected."""
    return Result(question, answer, _outcome(question, answer))


def _outcome(question: EvaluationQuestion, answer: EvaluationAnswer) -> Outcome:
    may_refuse = frozenset({OUT_OF_SCOPE}) in question.expected
    if not answer.answered and not answer.offered:
        return Outcome.RIGHT if may_refuse else Outcome.REFUSED
    if answer.answered:
        # Of a message with two needs every answer must be one of them, and none may be missing.
        met = any(way == set(answer.answered) for way in question.expected)
        return Outcome.RIGHT if met else Outcome.WRONG
    offered = any(way <= set(answer.offered) for way in question.expected)
    return Outcome.OFFERED if offered or may_refuse else Outcome.WRONG
