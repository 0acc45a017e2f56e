"""The elements that our cards are built from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import batched
from typing import Any

from microsoft_teams.cards import (
    Action,
    ActionSet,
    CardElement,
    Container,
    DateInput,
    ExecuteAction,
    Fact,
    FactSet,
    OpenUrlAction,
    RichTextBlock,
    SubmitAction,
    TargetElement,
    TextBlock,
    TextRun,
    ToggleVisibilityAction,
)

from bot.channels.answer import Button
from bot.channels.cards.markdown import Markdown, bullets, escape, linked
from bot.channels.cards.style import Sign, SizeLimits, Style, Submit
from common.plain_text import isolated, printable
from faq_kb.contract import Facet, Passage
from locales import Labels
from replies import FactFormatter

# Renderers show at least this many actions of a set; some drop the others.
MOST_ACTIONS = 5
# On a phone; a part of no more rows than a button is high is not hidden behind one.
CHARACTERS_A_ROW, MOST_OPEN_ROWS = 42, 2
LINK_TARGET = re.compile(r"\]\([^)]*\)")
# Splits what Adaptive Cards would show as a date or a time.
JOINER = "\N{WORD JOINER}"
DATE_START = re.compile(r"\{(?=\{)")

Elements = list[CardElement]


@dataclass
class CardBuilder:
    """Builds elements for one card; everything that users typed goes through `plain_text`."""

    labels: Labels
    style: Style
    sign: Sign
    limits: SizeLimits = field(default_factory=SizeLimits)
    _folded: list[str] = field(default_factory=list)
    _has_input: bool = False

    @cached_property
    def format(self) -> FactFormatter:
        """Writes facts in the card's markdown."""
        return FactFormatter(self.labels, Markdown(), marks_required=True)

    def heading(self, text: str) -> CardElement:
        """The card's title."""
        return TextBlock(
            text=escape(text), style="heading", size="Medium", weight="Bolder", wrap=True
        )

    def markdown(self, text: str) -> CardElement:
        """A paragraph or list; `text` is markdown, escaped by who made it."""
        return TextBlock(text=text, wrap=True, spacing="Small")

    def paragraph(self, text: str) -> CardElement:
        """A plain paragraph."""
        return self.markdown(escape(text))

    def passages(self, passages: Sequence[Passage], facet: Facet | None = None) -> Elements:
        """Passages of a record, a paragraph each; `facet`: what the card is about."""
        return [self.markdown(self.format.labeled(passage, facet)) for passage in passages]

    def assistant_text(self, text: str) -> Elements:
        """The assistant's own words; phone numbers and e-mail addresses become links."""
        lines = [line for line in text.splitlines() if line.strip()]
        return [self.markdown(linked(line)) for line in lines]

    def label(self, text: str) -> CardElement:
        """What stands above a part of the card."""
        return TextBlock(text=escape(text), weight="Bolder", wrap=True, spacing="Medium")

    def caption(self, text: str) -> Elements:
        """A small, subdued line."""
        return [RichTextBlock(inlines=[TextRun(text=text, is_subtle=True)], spacing="Small")]

    def note(self, name: str, text: str, *, is_error: bool = False) -> Elements:
        """What is said of an input, below it; `name` is the note's id."""
        run = TextRun(text=_undated(text), is_subtle=True).with_size("Small")
        if is_error:
            run = TextRun(text=_undated(isolated(printable(text))), color="Attention")
        return [RichTextBlock(id=name, inlines=[run], spacing="Small")] if text else []

    def plain_text(self, text: str, label: str = "", *, strong: bool = False) -> Elements:
        """Text that users may have typed, without any formatting; a line each.

        `label` stands before it; `strong` makes it stand out.
        """
        lines = [line.strip() for line in isolated(printable(text)).splitlines() if line.strip()]
        blocks: Elements = []
        for number, line in enumerate(lines):
            runs: Elements = []
            if label and number == 0:
                runs.append(TextRun(text=f"{label} ", weight="Bolder"))
            run = TextRun(text=_undated(line))
            if strong:
                run = run.with_weight("Bolder").with_size("Medium")
            runs.append(run)
            blocks.append(RichTextBlock(inlines=runs, spacing="Small"))
        return blocks

    def facts(self, facts: Sequence[tuple[str, str]]) -> Elements:
        """Labels beside their facts, which are markdown; empty ones are left out."""
        listed = [Fact(title=escape(label), value=value) for label, value in facts if value]
        return [FactSet(facts=listed, spacing="Medium")] if listed else []

    def lines(self, label: str, lines: Sequence[str], *, numbered: bool = False) -> Elements:
        """A list of plain lines under its label."""
        return self.part(label, [escape(line) for line in lines], numbered=numbered)

    def part(self, label: str, lines: Sequence[str], *, numbered: bool = False) -> Elements:
        """A list of lines that are markdown already, under its label."""
        if not lines:
            return []
        return [self.label(label), self.markdown(bullets(lines, numbered=numbered))]

    def collapsible(
        self, label: str, count: int | None, elements: Elements, before: Sequence[Button] = ()
    ) -> Elements:
        """A part that is hidden until its button is clicked; `before` stand beside that.

        `count`: of its lines, where they are of one kind.
        """
        if not elements:
            return []
        name = f"{self.style.prefix}part{len(self._folded) + 1}"
        self._folded.append(name)
        title = self.labels.card.toggle.format(part=label, count=count) if count else label
        hint = self.labels.card.toggle_hint.format(toggle=title)
        toggle = ToggleVisibilityAction(title=title, tooltip=hint, target_elements=[name])
        return [
            ActionSet(actions=[*map(self.button, before), toggle], spacing="Medium"),
            Container(id=name, items=elements, is_visible=False, spacing="Small"),
        ]

    def folded(self, label: str, lines: Sequence[str]) -> Elements:
        """A part, hidden until its button is clicked where it takes more room than that button."""
        if _rows(lines) <= MOST_OPEN_ROWS:
            return self.part(label, lines)
        return self.collapsible(label, len(lines), [self.markdown(bullets(lines))])

    def folded_facts(self, facts: Sequence[tuple[str, str]]) -> Elements:
        """Facts as such a part, which is called as all of them."""
        known = [(label, value) for label, value in facts if value]
        if _rows([value for _, value in known]) <= MOST_OPEN_ROWS:
            return self.facts(known)
        return self.collapsible(", ".join(label for label, _ in known), None, self.facts(known))

    def show_all(self) -> list[Action]:
        """The button that shows every hidden part; none where there are not several."""
        if len(self._folded) < 2:
            return []
        targets = [TargetElement(element_id=name, is_visible=True) for name in self._folded]
        title = self.labels.card.show_all
        return [ToggleVisibilityAction(title=title, target_elements=list(targets))]

    def buttons(self, buttons: Sequence[Button], *others: Action) -> Elements:
        """A set of actions, or several where a client would drop some; `others` come last."""
        return [
            ActionSet(actions=list(some), spacing="Medium")
            for some in batched([*map(self.button, buttons), *others], MOST_ACTIONS)
        ]

    def button(self, button: Button, hint: str = "", *, sends_form: bool = False) -> Action:
        """One action that sends the payload's token; `hint` says more than its title.

        `sends_form`: the card's inputs go along; `form` in the data says what stands before the
        keys of their items.
        """
        data: dict[str, Any] = {"action": self.sign(button.payload)}
        common: dict[str, Any] = {"title": button.title, "tooltip": hint or None}
        if sends_form:
            data["form"] = self.input_id("")
            common["style"] = "positive"
        elif self._has_input:  # which may stay empty when another button is clicked
            common["associated_inputs"] = "none"
        if self.style.submit is Submit.EXECUTE:
            return ExecuteAction(**common, verb="action", data=data)
        if self.style.submit is Submit.POST:
            return SubmitAction(**common, data={**data, "title": button.title})
        # Clients differ in whether they send the data or the value.
        back = {"type": "messageBack", "displayText": button.title, "value": data}
        return SubmitAction(**common, data={**data, "msteams": back})

    def input_id(self, key: str) -> str:
        """The id of the input of an item."""
        return f"{self.style.prefix}item-{key}"

    def inputs(self, elements: Elements) -> Elements:
        """Inputs, which the buttons of the card leave alone unless one of them sends the form."""
        self._has_input = True
        return elements

    def date_input(self, label: str) -> Elements:
        """A calendar for the answer to a question; the button sends the day as typed text.

        `input` in its data says under which key the day comes along.
        """
        name, words = f"{self.style.prefix}date", self.labels.draft
        self._has_input = True
        day = DateInput(
            id=name, label=label, is_required=True, error_message=words.pick_date, spacing="Small"
        )
        send = SubmitAction(title=words.use_date, data={"input": name})
        return [day, ActionSet(actions=[send], spacing="Small")]

    def open_url(self, title: str, url: str) -> Elements:
        """A button that opens an address of ours."""
        return [ActionSet(actions=[OpenUrlAction(title=title, url=url)], spacing="Small")]

    def reach(self, title: str, address: str) -> Elements:
        """The button that opens a page, or begins a call or an e-mail; a link where none can."""
        if not address:
            return [self.paragraph(title)]
        if self.style.dials or address.startswith("https:"):
            action = OpenUrlAction(title=title, url=address, style="positive")
            return [ActionSet(actions=[action], spacing="Small")]
        link = f"[{escape(title)}]({address})"
        return [TextBlock(text=link, weight="Bolder", size="Medium", wrap=True, spacing="Small")]

    def emphasis(self, elements: Elements) -> Elements:
        """A part that stands out from the rest of the card."""
        return [Container(items=elements, style="emphasis", spacing="Small")] if elements else []


def _rows(lines: Sequence[str]) -> int:
    """How many rows of a phone lines of markdown fill; where its links lead is not seen."""
    return sum(1 + len(LINK_TARGET.sub("", line)) // CHARACTERS_A_ROW for line in lines)


def _undated(text: str) -> str:
    return DATE_START.sub(f"{{{JOINER}", text)
