"""`morgan memory`: the remembered facts, and all data of a user."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from wyoming_morgan.cli.options import ConfigDir, Json
from wyoming_morgan.cli.output import CommandGroup, confirm, examples, notice, print_json
from wyoming_morgan.cli.stored import print_records, shortened, shown, with_store
from wyoming_morgan.cli.tables import print_table

if TYPE_CHECKING:
    from wyoming_morgan.store.contract import Fact, Store

app = typer.Typer(
    cls=CommandGroup,
    help="List, export and forget remembered facts.",
    epilog=examples(
        "morgan memory list", "morgan memory export --user anna", "morgan memory delete-user anna"
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command(
    name="list",
    epilog=examples("morgan memory list", "morgan memory list --user anna", "morgan memory list --json"),
)
def list_facts(
    *,
    user: Annotated[str | None, typer.Option("--user", metavar="ID", help="Only those of this user.")] = None,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="The most to list.")] = 1000,
    json: Json = False,
    config_dir: ConfigDir = None,
) -> None:
    """List facts, the newest first: of users, of devices, of the household."""
    from wyoming_morgan.store.export import fact_record

    async def read(store: Store) -> tuple[Fact, ...]:
        return await store.facts.list(user_id=user, limit=limit)

    facts = with_store(config_dir, read)
    if json:
        print_json([fact_record(fact) for fact in facts])
    elif not facts:
        notice("no facts")
    else:
        print_table(
            ("id", "of", "since", "until", "fact"),
            [
                (
                    fact.id,
                    f"{fact.owner} {fact.owner_id}".strip(),
                    shown(fact.created),
                    shown(fact.expires),
                    shortened(fact.content),
                )
                for fact in facts
            ],
        )


@app.command(epilog=examples("morgan memory forget 3f2c"))
def forget(
    facts: Annotated[
        list[str], typer.Argument(metavar="ID...", help="Facts, as `morgan memory list` names them.")
    ],
    *,
    config_dir: ConfigDir = None,
) -> None:
    """Forget facts."""
    from wyoming_morgan.errors import NotFound

    async def work(store: Store) -> None:
        for fact in facts:
            if not await store.facts.delete(fact):
                raise NotFound(f"no fact {fact}", hint="run: morgan memory list")
            notice(f"forgot {fact}")

    with_store(config_dir, work)


@app.command(
    epilog=examples("morgan memory export > facts.jsonl", "morgan memory export --user anna > anna.jsonl")
)
def export(
    *,
    user: Annotated[
        str | None,
        typer.Option("--user", metavar="ID", help="All data of this user, conversations and messages too."),
    ] = None,
    config_dir: ConfigDir = None,
) -> None:
    """Print every fact, or all data of a user, one JSON object in each line."""
    from wyoming_morgan.store.export import export_facts, export_user

    async def write(store: Store) -> None:
        await print_records(export_facts(store) if user is None else export_user(store, user))

    with_store(config_dir, write)


@app.command(
    name="delete-user",
    epilog=examples("morgan memory delete-user anna", "morgan memory delete-user anna --yes"),
)
def delete_user(
    user: Annotated[str, typer.Argument(metavar="ID", help="The user.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config_dir: ConfigDir = None,
) -> None:
    """Delete all data of a user: facts, conversations, messages. It asks first."""
    if not yes:
        confirm(f"Delete all data of {user}?", abort=True)

    async def work(store: Store) -> tuple[int, int]:
        return await store.conversations.delete_user(user), await store.facts.delete_user(user)

    conversations, facts = with_store(config_dir, work, shares=True)
    notice(f"deleted {conversations} conversations and {facts} facts of {user}")
