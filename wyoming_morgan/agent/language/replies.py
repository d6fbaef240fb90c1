"""The sentences that the agent says by itself."""

from __future__ import annotations

from dataclasses import dataclass

from wyoming_morgan.agent.language.delays import DelayWords


@dataclass(frozen=True, slots=True)
class Verbs:
    """What an order does, as a question for a confirmation names it."""

    unlock: str
    lock: str
    open: str
    close: str
    turn_on: str
    turn_off: str
    change: str
    remember: str
    forget: str


@dataclass(frozen=True, slots=True)
class Replies:
    """The sentences of one language. Those with a placeholder are filled with `str.format`."""

    understood: str
    """To a command that the client has to carry out: {text}."""
    which_room: str
    """To a command that needs a room when none is known."""
    which_one: str
    """To a command that may mean several things: {names}."""
    which_place: str
    """To a command for things that share a {name}, in several {places}."""
    one_of_many: str
    """To a command that may mean more things than can be named."""
    elsewhere: str
    """To a command for a thing where it is not: {name} and {place}."""
    confirm: str
    """Asks for a yes: {what}."""
    offer: str
    """Asks whether to play {what}, which may be talk."""
    confirm_pin: str
    """Asks for the PIN: {what}."""
    wrong_pin: str
    """To a wrong PIN, which may be tried again."""
    dropped: str
    """To one wrong PIN too many."""
    paused: str
    """While no PIN is accepted, after too many wrong ones."""
    cancelled: str
    """To a no."""
    expired: str
    """To a yes that comes too late."""
    doubtful: str
    """To a yes of which it is not known whether the question was answered elsewhere."""
    not_yours: str
    """To a yes of another speaker, or from another place."""
    not_allowed: str
    """To an order that needs a PIN, of a user without one."""
    done: str
    failed: str
    failed_part: str
    """When some of what was ordered failed: {names}."""
    done_part: str
    """When only some of what was ordered is known to be done: {names}."""
    partly: str
    """When something failed that has no name."""
    home_away: str
    """When Home Assistant cannot be reached."""
    level_unknown: str
    """To “a bit brighter” where it is not known how bright it is."""
    no_model: str
    """When no language model answers."""
    too_slow: str
    """When the language model takes too long."""
    nothing_said: str
    """When the language model answers nothing."""
    not_done: str
    """In place of a claim of the language model to have acted."""
    correction: str
    """After such a claim of which a part was already spoken."""
    remembered: str
    not_remembered: str
    """When nothing can be remembered or forgotten."""
    forgotten: str
    one_by_one: str
    """To a request to forget everything."""
    which_fact: str
    """When a request to forget fits several facts."""
    nothing_known: str
    """When no fact fits."""
    nothing_to_tell: str
    """To “why did you do that?” when nothing was done."""
    why: str
    """To “why did you do that?”: {text} and {how}, which is one of the next three."""
    why_grammar: str
    """{actions}"""
    why_model: str
    """{actions}"""
    why_talk: str
    """When there was no action."""
    said: str
    """To “what did I just say?”: {text}."""
    not_undone: str
    """To a request to undo what cannot be undone, or is not known to be done."""
    delays: DelayWords
    everywhere: str
    """What an order without a target reaches."""
    verbs: Verbs
