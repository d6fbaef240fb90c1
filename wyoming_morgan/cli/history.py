"""`morgan history`: the conversations that are kept."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from wyoming_morgan.cli.options import ConfigDir, Json
from wyoming_morgan.cli.output import Commands, examples, notice, print_json
from wyoming_morgan.cli.stored import print_records, shown, with_store
from wyoming_morgan.cli.tables import print_table

if TYPE_CHECKING:
    from wyoming_morgan.store.contract import Conversation, Store, StoredMessage

app = typer.Typer(
    cls=Commands,
    help="Conversations that are kept: look at them, export them, delete them.",
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
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="At most so many.")] = 50,
    json: Json = False,
    config_dir: ConfigDir = None,
) -> None:
    """List conversations, the last active first."""
    from wyoming_morgan.store.export import conversation_record

    async def read(store: Store) -> tuple[Conversation, ...]:
        return await store.conversations.list(user_id=user, limit=limit)

    found = with_store(config_dir, read)
    if json:
        print_json([conversation_record(each) for each in found])
    elif not found:
        notice("there is no conversation")
    else:
        print_table(
            ("id", "last active", "user", "device", "language"),
            [
                (
                    each.id,
                    shown(each.last_active),
                    each.speaker.user_id or "",
                    each.speaker.device_id or "",
                    each.language or "",
                )
                for each in found
            ],
        )


@app.command(epilog=examples("morgan history show kitchen-1", "morgan history show kitchen-1 --json"))
def show(conversation: Id, *, json: Json = False, config_dir: ConfigDir = None) -> None:
    """Show the messages of a conversation."""
    from wyoming_morgan.store.export import conversation_record, message_record

    async def read(store: Store) -> tuple[Conversation, tuple[StoredMessage, ...]]:
        found = await store.conversations.find(conversation)
        if found is None:
            raise _missing(conversation)
        return found, await store.conversations.read(conversation, limit=100_000)

    found, messages = with_store(config_dir, read)
    if json:
        print_json({**conversation_record(found), "messages": [message_record(each) for each in messages]})
        return
    for each in messages:
        by = f" ({each.message.handled_by})" if each.message.handled_by else ""
        typer.echo(f"{shown(each.created)}  {each.message.role}{by}: {each.message.text}")


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
        for each in conversations:
            if not await store.conversations.delete(each):
                raise _missing(each)
            notice(f"{each} is deleted")

    with_store(config_dir, work)


def _missing(conversation: str) -> Exception:
    from wyoming_morgan.errors import NotFound

    return NotFound(f"there is no conversation {conversation}", hint="run: morgan history list")
