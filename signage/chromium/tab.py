"""One page of a browser, as it is asked: commands and scripts."""

from typing import Any

from .devtools import DevTools, ThrownError


class Tab:
    """`devtools` speak with the browser, `session` is that of the page."""

    def __init__(self, devtools: DevTools, session: str) -> None:
        self._devtools = devtools
        self.session = session

    async def command(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One DevTools command in this page. Raises what DevTools.command raises."""
        return await self._devtools.command(method, session=self.session, **parameters)

    async def evaluate(self, expression: str) -> Any:
        """Its value as JSON; a promise is awaited. Raises NoAnswerError, RefusedError (the page is being left, say),
        ThrownError."""
        answer = await self.command("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            thrown = details.get("exception", {})
            raise ThrownError(str(thrown.get("description") or thrown.get("value") or details.get("text", "")))
        return answer["result"].get("value")
