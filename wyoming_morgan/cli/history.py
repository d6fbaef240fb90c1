"""`morgan history`: the stored conversations."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from wyoming_morgan.cli.options import ConfigDir, Json
from wyoming_morgan.cli.output import CommandGroup, examples, line, notice, print_json
from wyoming_morgan.cli.stored import print_records, shown, with_store
from wyoming_morgan.cli.tables import print_table

if TYPE_CHECKING:
    from wyoming_morgan.store.contract import Conversation, Store, StoredMessage

app = typer.Typer(
    cls=CommandGroup,
    help="List, export and delete stored conversations.",
    epilog=examples(
        "morgan history list", "morgan history show kitchen-1", "morgan history delete kitchen-1"
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
)

User = Annotated[str | None, typer.Option("--user", metavar="ID", help="Only those of this user.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="A conversation, as `morgan history list` names it.")]


@app.command(
    name="list",
    epilog=examples("morgan history list", "morgan history list --user anna", "morgan history list --json"),
)
def list_conversations(
    *,
    user: User = None,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="The most to list.")] = 50,
    json: Json = False,
    config_dir: ConfigDir = None,
) -> None:
    """List conversations, the last active first."""
    from wyoming_morgan.store.export import conversation_record

    async def read(store: Store) -> tuple[Conversation, ...]:
        return await store.conversations.list(user_id=user, limit=limit)

    conversations = with_store(config_dir, read)
    if json:
        print_json([conversation_record(entry) for entry in conversations])
    elif not conversations:
        notice("no conversations")
    else:
        print_table(
            ("id", "last active", "user", "device", "language"),
            [
                (
                    entry.id,
                    shown(entry.last_active),
                    entry.speaker.user_id or "",
                    entry.speaker.device_id or "",
                    entry.language or "",
                )
                for entry in conversations
            ],
        )


@app.command(epilog=examples("morgan history show kitchen-1", "morgan history show kitchen-1 --json"))
def show(conversation: Id, *, json: Json = False, config_dir: ConfigDir = None) -> None:
    """Show the messages of a conversation."""
    from wyoming_morgan.store.export import conversation_record, message_record

    async def read(store: Store) -> tuple[Conversation, tuple[StoredMessage, ...]]:
        stored = await store.conversations.find(conversation)
        if stored is None:
            raise _missing(conversation)
        return stored, await store.conversations.read(conversation, limit=100_000)

    stored, messages = with_store(config_dir, read)
    if json:
        print_json({**conversation_record(stored), "messages": [message_record(entry) for entry in messages]})
        return
    for entry in messages:
        message = entry.message
        by = f" ({message.handled_by})" if message.handled_by else ""
        # Further lines are indented: none looks like another message.
        text = message.text.replace("\n", "\n    ")
        line(f"{shown(entry.created)}  {message.role}{by}: {text}")


@app.command(
    epilog=examples(
        "morgan history export > conversations.jsonl",
        "morgan history export kitchen-1",
        "morgan history export --user anna",
    )
)
def export(
    conversation: Annotated[
        str | None, typer.Argument(metavar="ID", help="One conversation; by default all of them.")
    ] = None,
    *,
    user: User = None,
    config_dir: ConfigDir = None,
) -> None:
    """Print conversations with their messages, one JSON object in each line."""
    from wyoming_morgan.store.export import export_conversation, export_conversations

    async def write(store: Store) -> None:
        await print_records(
            export_conversation(store, conversation)
            if conversation is not None
            else export_conversations(store, user_id=user)
        )

    with_store(config_dir, write)


@app.command(epilog=examples("morgan history delete kitchen-1"))
def delete(
    conversations: Annotated[
        list[str], typer.Argument(metavar="ID...", help="Conversations, as `morgan history list` names them.")
    ],
    *,
    config_dir: ConfigDir = None,
) -> None:
    """Delete conversations with their messages."""

    async def work(store: Store) -> None:
        for conversation in conversations:
            if not await store.conversations.delete(conversation):
                raise _missing(conversation)
            notice(f"deleted {conversation}")

    with_store(config_dir, work, shares=True)


def _missing(conversation: str) -> Exception:
    from wyoming_morgan.errors import NotFound

    return NotFound(f"no conversation {conversation}", hint="run: morgan history list")
