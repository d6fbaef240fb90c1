"""Understands several commands joined in one sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from wyoming_morgan.agent.grammar.lasting import understand_lasting
from wyoming_morgan.agent.grammar.open_names import names_a_thing
from wyoming_morgan.agent.grammar.sentences import COMMAND, SentenceMatch, SentenceMatcher
from wyoming_morgan.agent.grammar.sharing import another_target, doing_the_same, is_like

_BLANKS = r"(?<!\s)\s++"  # from their first one on, so that a run of them is read once
_MARK = rf"(?:{_BLANKS})?+[,;.!]\s++"
_JOINT = rf"(?:{_MARK}|{_BLANKS})(?:{{words}})(?:\s++(?:{{words}}))?\s++|{_MARK}"

_MOST_BEHIND = 4
"""Words behind the last of several targets: “to 40 percent”."""

_MAY_STAND_ALONE = frozenset({"scene", "script"})
"""What is meant by its name alone in front of another command: “movie night and close the blinds”."""


def understand(
    matcher: SentenceMatcher, text: str, area: str | None, *, most: int, deadline: float | None = None
) -> tuple[SentenceMatch, ...]:
    """Understand a sentence as one command, or as up to `most` commands if every part is one; else as none.

    A part that only names something takes the verb of another part. A delay at the beginning reaches all
    parts behind it; one at the end reaches all parts that share its verb.

    Raises:
        DeadlineExceeded: it took too long.
    """
    return _Sentence(matcher, text, area, most, deadline).understand(delays=True)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of one or more parts."""

    matcher: SentenceMatcher
    text: str
    area: str | None
    most: int
    deadline: float | None
    matched: dict[str, SentenceMatch | None] = field(default_factory=dict)
    """What was understood already: a text is tried in many places."""

    def understand(self, *, delays: bool) -> tuple[SentenceMatch, ...]:
        """Understand it; without `delays`, what a timer carries is one command."""
        joined = _Joined(self, self.text, delays=delays)
        whole = joined.match(self.text)
        if whole is not None and not _swallows_a_joint(whole, self.matcher):
            return (whole,)
        for text in dict.fromkeys((self.text, _without_both(self.text, self.matcher))):
            parts = _parts(text, self.matcher)
            if 1 < len(parts) <= self.most:
                matches = _Joined(self, text, delays=delays).understand(parts)
                if matches:
                    return matches
        return self._lasting(delays) if whole is None else (whole,)

    def _lasting(self, delays: bool) -> tuple[SentenceMatch, ...]:
        """Understand commands that are to last for a time."""
        parts = _parts(self.text, self.matcher)
        return understand_lasting(
            self.text,
            parts if len(parts) <= self.most else (),
            self.matcher.language,
            lambda text: replace(self, text=text, matched={}).understand(delays=delays),
        )

    def may_wait(self, command: str, *, last: bool) -> bool:
        """Whether a timer may carry a text; it reaches several verbs only if they come behind the delay."""
        matches = replace(self, text=command.strip(), matched={}).understand(delays=False)
        reached = last or all(match.shared for match in matches[1:])
        return bool(matches) and reached and all(match.may_be_delayed for match in matches)


def _swallows_a_joint(whole: SentenceMatch, matcher: SentenceMatcher) -> bool:
    """Whether free text in the command may contain another one: “play jazz and turn off the lights”."""
    return any(
        slot != COMMAND and not matcher.language.words.joining.isdisjoint(value.casefold().split())
        for slot, value in whole.slots.items()
        if isinstance(value, str)
    )


def _without_both(text: str, matcher: SentenceMatcher) -> str:
    """Return “both the lamp and the fan” without “both”."""
    for both, joining in matcher.language.words.both:
        before, opening, rest = f"{text} ".partition(f" {both} ")
        first, joint, second = rest.partition(f" {joining} ")
        if opening and joint:
            return f"{before} {first}, {second}".strip()
    verb, *parts = [text[part] for part in _parts(text, matcher)] or [text]
    if len(parts) > 1 and " " not in verb:  # “éteins et la lampe et la télé”
        return f"{verb} {', '.join(parts)}"
    return text


def _parts(text: str, matcher: SentenceMatcher) -> list[slice]:
    """Return the parts of a sentence between its joining words and commas."""
    if not matcher.language.words.joining:
        return []
    joining = sorted({*matcher.language.words.joining, "&"}, key=len, reverse=True)
    words = "|".join(map(re.escape, joining))
    joints = [joint.span() for joint in re.finditer(_JOINT.format(words=words), text, re.IGNORECASE)]
    starts = [0, *(end for _, end in joints)]
    ends = [*(start for start, _ in joints), len(text)]
    return [slice(start, end) for start, end in zip(starts, ends, strict=True)]


@dataclass(frozen=True, slots=True)
class _Joined:
    """The parts of a sentence."""

    sentence: _Sentence
    text: str
    delays: bool

    def match(self, text: str) -> SentenceMatch | None:
        """Understand one part by itself."""
        sentence = self.sentence
        if text not in sentence.matched:
            sentence.matched[text] = sentence.matcher.match(
                text,
                sentence.area,
                deadline=sentence.deadline,
                may_wait=(lambda command, last: sentence.may_wait(command, last=last))
                if self.delays
                else None,
            )
        return sentence.matched[text]

    def understand(
        self, parts: list[slice], before: SentenceMatch | None = None
    ) -> tuple[SentenceMatch, ...]:
        """Understand all parts, of which neighbors may belong together; nothing if one is not a command."""
        # The whole sentence has been tried already.
        for count in range(len(parts) if before else len(parts) - 1, 0, -1):
            part = self.text[parts[0].start : parts[count - 1].stop]
            match = self._one(part, before if count == 1 else None, behind=before is not None)
            if match is None or match.local:
                continue
            if match.bare and before is None:
                continue  # its verb may come behind it
            if count == len(parts):
                return (match,)
            rest = self.understand(parts[count:], match)
            if rest:
                return (match, *rest)
        return self._by_the_verb_behind(parts) or (self._by_names(parts) if before is None else ())

    def _one(self, part: str, before: SentenceMatch | None, *, behind: bool) -> SentenceMatch | None:
        match = self.match(part)
        if match is not None and not (behind and self._only_names(match)):
            return match
        return None if before is None else self._again(before, part)

    def _only_names(self, match: SentenceMatch) -> bool:
        """Whether a command, or what a timer carries, names things without saying what to do with them."""
        carried = match.slots.get(COMMAND)
        if match.bare or not isinstance(carried, str):
            return match.bare
        return all(
            part.bare for part in replace(self.sentence, text=carried, matched={}).understand(delays=False)
        )

    def _again(self, before: SentenceMatch, part: str) -> SentenceMatch | None:
        matcher = self.sentence.matcher
        if not before.acts or not (matcher.home.known or names_a_thing(part, matcher.language.words)):
            return None
        for spoken in dict.fromkeys((part, matcher.language.cues.rest("too", part) or part)):
            match = another_target(before, spoken, matcher.language.words, self.match)
            if match is not None and (matcher.home.known or is_like(match, before, spoken, matcher.language)):
                return replace(match, shared=True)
        return self._another_item(before, part) or self._with_particle(before, part)

    def _another_item(self, before: SentenceMatch, part: str) -> SentenceMatch | None:
        """Understand “… and bread to the chores” behind “add milk to the shopping list”."""
        item = before.slots.get("item")
        if not isinstance(item, str) or not (head := before.text.partition(item)[0].strip()):
            return None
        match = self.match(f"{head} {part}")
        if match is None or "item" not in match.slots:
            return None
        same = before.intent.removeprefix("HassShopping").removeprefix("Hass")
        return match if match.intent.endswith(same) else None

    def _with_particle(self, before: SentenceMatch, part: str) -> SentenceMatch | None:
        """Understand “… and on the fan” behind “turn off the lamp”."""
        if part.casefold().split(maxsplit=1)[0] not in self.sentence.matcher.language.words.particles:
            return None
        match = self.match(f"{before.text.split(maxsplit=1)[0]} {part}")
        if match is None or {match.intent, before.intent} != {"HassTurnOn", "HassTurnOff"}:
            return None
        return match

    def _by_the_verb_behind(self, parts: list[slice]) -> tuple[SentenceMatch, ...]:
        """Understand parts whose verb, or a part of it, comes at their end: “the lamp and the fan off”."""
        texts = [self.text[part] for part in parts]
        for count in range(2, len(parts) + 1):
            words = texts[count - 1].split()
            for start in range(max(1, len(words) - _MOST_BEHIND), len(words)):
                match = self.match(f"{texts[0]} {' '.join(words[start:])}")
                if match is None or match.bare or match.local or self._is_unsure(match):
                    continue
                matches = self._sharing(match, [*texts[1 : count - 1], " ".join(words[:start])])
                if not matches:
                    continue
                rest = self.understand(parts[count:], matches[-1]) if parts[count:] else ()
                if rest or not parts[count:]:
                    return (*matches, *rest)
        return ()

    def _is_unsure(self, match: SentenceMatch) -> bool:
        """Whether a name and a room of an unknown home may both be a name: “the lamp, the printer”."""
        return not self.sentence.matcher.home.known and {"name", "area"} <= match.slots.keys()

    def _sharing(self, first: SentenceMatch, targets: list[str]) -> tuple[SentenceMatch, ...]:
        matches = [first]
        for target in targets:
            match = self._again(matches[-1], target)
            if match is None:
                return ()
            matches.append(match)
        return tuple(matches)

    def _by_names(self, parts: list[slice]) -> tuple[SentenceMatch, ...]:
        """Understand names without any verb, and a scene or a script in front of other commands."""
        first = self.match(self.text[parts[0]])
        if first is None or not first.bare or first.local:
            return ()
        named = self._sharing(first, [self.text[part] for part in parts[1:]])
        if named or len(parts) == 1:
            return named
        return self._led_by_a_scene(first, parts[1:])

    def _led_by_a_scene(self, first: SentenceMatch, others: list[slice]) -> tuple[SentenceMatch, ...]:
        entities = self.sentence.matcher.home.entities
        domains = {entity.domain for entity in entities if entity.name == first.slots.get("name")}
        if not domains or not domains <= _MAY_STAND_ALONE:
            return ()
        rest = self.understand(others, first)
        return (first, *rest) if rest and not doing_the_same(rest[0], first) else ()
