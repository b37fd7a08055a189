"""What stands on the glass: the player, else a page of the launcher's own that says why not. Never a browser's error."""

import asyncio

import structlog

from .notice import NO_PLAYER, NOTHING, notice
from .options import Options
from .page import Page
from .pauses import Pauses
from .probe import Trouble, no_player, no_server, probe
from .profile import Kept, load_kept, save_kept

log = structlog.get_logger()

GIVE_UP = 5
FIRST_ANSWER_SECONDS = 30
LOADING_SECONDS = 120


class Showing:
    """`playing`: the player has been opened and nothing was heard against it."""

    def __init__(self, page: Page, options: Options) -> None:
        self._page = page
        self._options = options
        self._kept: Kept = load_kept(options.profile)
        self._broken: asyncio.Future[Trouble] | None = None
        self._played_from = 0.0
        self._arrived_at = 0.0
        self._answered = False
        self._gave_again = False
        self._noticed = ""
        self._judging: asyncio.Future[None] | None = None
        page.on_crash = self._crashed
        page.on_error_page = lambda why: self.trouble(no_server(why))
        page.on_arrival = self._arrived

    @property
    def playing(self) -> bool:
        return self._broken is not None and not self._broken.done()

    async def run(self) -> str:
        """Until opening the page again and again mends nothing; returns why."""
        pauses = Pauses()
        if self._kept.reached != self._options.server:
            await self._until_it_answers()
        while True:
            trouble = await self._play()
            pause = pauses.after(asyncio.get_running_loop().time() - self._played_from)
            log.warning("no player on the glass", why=trouble.why, failures=pauses.failures)
            if pauses.failures >= GIVE_UP:
                return f"{trouble.why} ({pauses.failures} times)"
            await self._notice(trouble)
            await asyncio.sleep(pause)
            if trouble.of_server:
                await self._until_it_answers()

    def trouble(self, trouble: Trouble) -> None:
        """The player is gone from the glass, or never came."""
        if self._broken and not self._broken.done():
            self._broken.set_result(trouble)

    def heard(self) -> None:
        """The player has answered."""
        if not self._answered:
            log.info("the player is on the glass", server=self._options.server)
            self._answered = True
            kept = self._kept.with_reached(self._options.server)
            self._keep(kept.with_token(self._options.token) if self._options.token else kept)

    def unpaired(self) -> None:
        """The page asks to be paired. Where it was given a token its browser has lost it (a full disk): it gets it again, once."""
        if self._options.token and not self._gave_again:
            self._gave_again = True
            self._keep(self._kept.without_token())
            self.trouble(Trouble("the browser has lost its token", NOTHING, of_server=False))

    def not_heard(self) -> None:
        """What was opened runs, and is no player: a page of a proxy or portal, or one whose files did not come.

        The time runs from when all of it had come: a slow network is no fault of the page.
        """
        since = self._arrived_at + FIRST_ANSWER_SECONDS if self._arrived_at else self._played_from + LOADING_SECONDS
        if self.playing and asyncio.get_running_loop().time() > since:
            self.trouble(Trouble("the page is no player", NO_PLAYER))

    async def _play(self) -> Trouble:
        loop = asyncio.get_running_loop()
        self._broken, self._played_from, self._arrived_at = loop.create_future(), loop.time(), 0.0
        self._answered, self._noticed = False, ""
        if problem := await self._page.open(self._address()):
            self.trouble(no_server(problem))
        return await self._broken

    def _address(self) -> str:
        token = self._options.token
        return self._options.player + (f"#token={token}" if token and not self._kept.knows_token(token) else "")

    async def _until_it_answers(self) -> None:
        pauses = Pauses(first_seconds=2)
        while trouble := await probe(self._options.player):
            await self._notice(trouble)
            await asyncio.sleep(pauses.after(0) / 2)

    async def _notice(self, trouble: Trouble) -> None:
        """Opened once for the same reason: nothing blinks while the server is away."""
        if self._noticed != trouble.why:
            log.info("a notice is on the glass", why=trouble.why)
            address = notice(trouble.words, self._options.server, trouble.why) if trouble.words else notice(NOTHING, "")
            await self._page.open(address)
            self._noticed = trouble.why

    def _crashed(self) -> None:
        self._noticed = ""
        self.trouble(Trouble("the page crashed", NOTHING, of_server=False))

    def _arrived(self) -> None:
        if self.playing:
            self._arrived_at = asyncio.get_running_loop().time()
            self._judging = asyncio.ensure_future(self._judge_arrival())

    async def _judge_arrival(self) -> None:
        arrival = await self._page.arrival()
        if not arrival or arrival.origin == "null":
            return
        if arrival.status >= 400:
            self.trouble(no_player(arrival.status))
        elif arrival.origin != self._options.server:
            self.trouble(Trouble(f"led away to {arrival.origin}", NO_PLAYER))

    def _keep(self, kept: Kept) -> None:
        if kept != self._kept:
            self._kept = kept
            try:
                save_kept(self._options.profile, kept)
            except OSError as problem:
                log.warning("the profile can't be written", why=problem.strerror)
