"""What every answer carries, so that a browser makes nothing else of it than what it is."""

import aiohttp


def lacking(answer: aiohttp.ClientResponse, body: bytes) -> list[str]:
    """What an answer lacks, in words; a page that says more than others do is a fault of the page."""
    headers = answer.headers
    found = [] if headers.get("X-Content-Type-Options") == "nosniff" else ["nosniff"]
    if headers.get("Server", "signage") != "signage":
        found.append("names what it runs on")
    if answer.status != 204 and "Cache-Control" not in headers:
        found.append("Cache-Control")
    if answer.content_type == "text/html" and body:
        policy = headers.get("Content-Security-Policy", "")
        found += [one for one in ("default-src 'none'", "frame-ancestors") if one not in policy]
        found += ["unsafe"] if "unsafe" in policy else []
        found += [] if "Referrer-Policy" in headers else ["Referrer-Policy"]
    for cookie in headers.getall("Set-Cookie", []):
        found += [one for one in ("HttpOnly", "SameSite=Lax") if one not in cookie]
    return found
