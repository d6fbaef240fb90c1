"""Where files come from: the hub, a mirror in its place, and what a host's refusals mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from wyoming_morgan.errors import DownloadFailed, InvalidRequest

HUB = "https://huggingface.co"

REMEDIES = (
    "pull again, which goes on where it stopped; or fetch from a mirror with --mirror URL, "
    "or from files that you bring with --from PATH"
)


@dataclass(frozen=True, slots=True)
class Hosts:
    """Which hosts are asked.

    `mirror` stands in for the scheme and host of every address, and may have a path before the original one.
    `token` is for the hub alone: no mirror gets it, nor the hosts that the hub sends us on to.
    """

    hub: str = HUB
    mirror: str | None = None
    token: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for url in (self.hub, self.mirror):
            if url is not None and (
                urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).netloc
            ):
                raise InvalidRequest(
                    f"{url!r} is no address of a host", hint="such as https://mirror.example.org"
                )

    def through(self, url: str) -> str:
        """Return the address to ask in place of `url`."""
        if self.mirror is None:
            return url
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return f"{self.mirror.rstrip('/')}{parts.path}{query}"

    def headers(self, url: str) -> dict[str, str]:
        """Return what to send along to an address."""
        if self.token is None or self.mirror is not None or origin(url) != origin(self.hub):
            return {}
        return {"Authorization": f"Bearer {self.token}"}

    def revision(self, repo: str, revision: str) -> str:
        """Return where the hub tells the commit of a branch, a tag or a commit."""
        return self._hub("api/models", repo, "revision", quote(revision, safe=""))

    def tree(self, repo: str, commit: str) -> str:
        """Return where the hub lists the files of a commit."""
        return f"{self._hub('api/models', repo, 'tree', quote(commit, safe=''))}?recursive=true"

    def file(self, repo: str, commit: str, path: str) -> str:
        """Return where the hub has a file of a commit."""
        return self._hub(repo, "resolve", quote(commit, safe=""), quote(path))

    def _hub(self, *parts: str) -> str:
        return self.through("/".join([self.hub.rstrip("/"), *parts]))


def origin(url: str) -> tuple[str, str]:
    """Return the scheme and the host with its port."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def refusal(url: str, status: int, code: str | None = None) -> DownloadFailed:
    """Say what a host's status means; `code` is the hub's `X-Error-Code`."""
    host = urlsplit(url).netloc
    hint = REMEDIES
    match status, code:
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN, "GatedRepo":
            what = "wants its conditions accepted"
            hint = f"accept them at {host}, set HF_TOKEN to a token of yours, and pull again"
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN, _:
            # The hub also answers so where a repository does not exist, to tell nothing of private ones.
            what = "does not exist there, or may not be read by everybody"
            hint = "check the name; for what is not public, set HF_TOKEN to a token of yours"
        case HTTPStatus.NOT_FOUND | HTTPStatus.GONE, _:
            what = "does not exist there" + (f" ({code})" if code else "")
            hint = "check the name, or bring the files with --from PATH"
        case HTTPStatus.TOO_MANY_REQUESTS, _:
            what, hint = "was asked for too often", f"wait a few minutes, then {REMEDIES}"
        case _ if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            what = "cannot be given now"
        case _:
            what = "was refused"
    return DownloadFailed(f"{host} answered {status}: {urlsplit(url).path} {what}", hint=hint)
