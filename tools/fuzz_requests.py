"""The requests that `./dev fuzz` sends, made from a seed and a number."""

import base64
import json
import random
import string
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

LIMIT = 64 * 1024  # of the webhook
ENDPOINTS = ("call_in", "call_end", "init", "call_info", "hangup", "calldata")
METHODS = ("OPTIONS", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "FOO")
TYPES = (
    "application/json", "application/x-www-form-urlencoded", "text/plain", "text/xml",
    "application/json; charset=utf-16", "application/octet-stream", "multipart/form-data",
    "multipart/form-data; boundary=", "multipart/form-data; boundary=x", "", "x", "\xff",
    "application/json-rpc", "application/x-www-form-urlencoded; charset=latin-1",
)  # fmt: skip
NAMES = (
    "phone", "extension", "callid", "calldate", "duration", "status", "recordingfile",
    "event", "billsec", "holdtime", "queue", "did", "token",
)  # fmt: skip
KEYS = (
    "self", "args", "kwargs", "endpoint", "body", "db", "session_id", "csrf_token", "cls",
    "params", "jsonrpc", "id", "method", "", "\0", "__class__", "context", "lang", "uid",
    "debug", "CALLID", " callid", "callid ", "callid[]", "callid\0",
)  # fmt: skip
VALUES = (
    None, True, False, 0, -1, 2**31, 2**63, -(2**63) - 1, 10**400, 1e308, -0.0, 0.1,
    3.011522, "", " ", "\0", "a\0b", "\ud800", "\udfff\ud800", "x" * 300, "é" * 3000,
    "𝟘𝟙𝟚", "١٢٣", "１０１", "\u202e101", "\ufeff", "\r\nSet-Cookie: a=b", "%s%n%(x)s",
    "{0}", "'; DROP TABLE callcenter_call; --", "<script>alert(1)</script>", "../../etc",
    "NaN", "Infinity", "1e999", "-5", "99:99:99", "00:00:00.5", "9" * 400, "0x10", "1_000",
    "0000-00-00 00:00:00", "2024-02-30 10:00:00", "9999-12-31 23:59:59", "-1", "10-10-10",
    "2024-07-19T10:11:42+99:99", "2024-07-19 10:11:42Z", "1721358702", "1721358702000",
    "1e9", [], {}, [[]], ["a"], {"a": "b"}, "sip:0989464344@host", '"A" <0989464344>',
    "anonymous", "+84 (0)98 946 43 44", "tel:;", "<>", "<" * 500, "@" * 500, ":" * 500,
)  # fmt: skip
RAW_JSON = (
    "{", "[", "{}", "[]", "null", "1", '"callid"', "NaN", "-Infinity", '{"callid": NaN}',
    '{"callid": 1e999}', '{"callid": "a", "callid": "b"}', '{"callid": "\\ud800"}',
    '{"callid": "\\u0000"}', '{"callid": 1' + "0" * 5000 + "}", '{"a":' * 3000,
    '{"callid": "x", "phone": ' + "[" * 30000 + "]" * 30000 + "}", "[" * 60000, "{}" * 9,
    '{"jsonrpc": "2.0"}', '{"jsonrpc": "2.0", "params": []}', '\ufeff{"callid": "bom"}',
    '{"jsonrpc": "2.0", "params": {"callid": "x"}, "id": NaN}', "{'callid': 'x'}",
    '{"jsonrpc": "2.0", "params": {"callid": "x"}, "id": "\\ud800"}',
    '{"jsonrpc": "2.0", "params": {"callid": "x"}, "id": 1' + "0" * 400 + "}",
    '{"jsonrpc": "2.0", "params": {"callid": "x"}, "id": {"a": [1]}}',
    '{"jsonrpc": 2, "params": null, "id": true}', '{"callid": "x"} trailing',
)  # fmt: skip
AUTHORIZATIONS = (
    "", "Bearer", "Bearer ", "Bearer  x  y", "bearer \xff\xfe", "Basic", "Basic !!!!",
    "Basic " + base64.b64encode(b"no colon").decode(), "Basic /////w==", "Basic OnNlY3JldA==",
    "Basic " + "A" * 9000, "Digest username=x", "Bearer " + "x" * 20000, "Token x", "\0",
    "Bearer callcenter-demo\0", "Negotiate YII=", "Bearer é", ", , ,", "=",
)  # fmt: skip
HEADERS = (
    "X-Forwarded-For: 127.0.0.1", "X-Forwarded-For: ' OR 1=1", "X-Forwarded-For: ::1, x",
    "X-Forwarded-Host: evil", "X-Forwarded-Proto: gopher", "Forwarded: for=127.0.0.1",
    "Cookie: session_id=x", "Cookie: session_id=" + "a" * 84, "Cookie: \xff\xfe=;;;",
    "Cookie: frontend_lang=zz_ZZ; tz=Nowhere", "Accept: text/html", "Accept-Language: \xff",
    "Accept-Language: " + "x," * 900, "Range: bytes=0-", "Content-Encoding: gzip",
    "If-None-Match: *", "Origin: null", "Referer: javascript:0", "User-Agent: ", "X: ",
    "X-Odoo-Database: callcenter", "Content-Language: \xff", "Accept-Charset: utf-7",
    "Connection: keep-alive, close",
    "X-Http-Method-Override: DELETE", "Expect: 100-continue", "Content-MD5: x",
    "X-Big: " + "y" * 50000, "Cookie: " + "c=d; " * 2000,
)  # fmt: skip
PATHS = (
    "/", "/call_in/", "/call_in//", "//call_in", "/./call_in", "/%2e/call_in", "/%2e%2e/x",
    "/x/../call_in", "/call_in%00", "/call_in%ff", "/%", "/%zz", "/call_in;a=b", "/CALL_IN",
    "/call%5fin", "/call_in%2Fx", "/call_in%20", "/call_in?", "/call_in?%00=%00", "/ca\xefll",
    "/call_in?callid=%ff&phone=%ed%a0%80", "/call_in#x", "/call_in\\", "/call_in/x/y/z",
    "/" + "a" * 5000, "/" + "a/" * 900, "/call_in?" + "a=b&" * 900, "", "/lookup", "/None",
    "/%E2%80%AE", "/call_in%0a", "/call_in%0d%0aX:%20y", "/*", "/<path:endpoint>",
    "/call_in?callid[]=1",
)  # fmt: skip
# these are not below the webhook's path: Odoo itself answers
FOREIGN_PATHS = (
    "/api//callcenter/call_in", "//api/callcenter/call_in", "/api/callcenterx", "/api/",
    "/API/callcenter/call_in", "/api/%2e%2e/api/callcenter/call_in", "/%2fapi/callcenter",
    "/web/../api/callcenter/call_in", "/api/callcenter%2fcall_in", "*",
    "/odoo/api/callcenter/call_in", "http://x/api//callcenter",
)  # fmt: skip
BROKEN_HEADS = (
    b"GARBAGE\r\n\r\n", b"POST\r\n\r\n", b"POST /api/callcenter/call_in HTTP/9.9\r\n\r\n",
    b"POST /api/callcenter/call_in HTTP/1.1\nHost: x\n\n", b"\r\n\r\n", b"\0\0\0\r\n\r\n",
    b"POST /api/callcenter/call_in\r\n\r\n", b"GET / HTTP/1.1 extra\r\n\r\n",
    b"POST /" + b"a" * 70000 + b" HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
    b"POST /api/callcenter/call_in HTTP/1.1\r\n" + b"X: y\r\n" * 150 + b"\r\n",
    b"POST /api/callcenter/call_in HTTP/1.1\r\nX: " + b"y" * 70000 + b"\r\n\r\n",
    b"POST /api/callcenter/call_in HTTP/1.1\r\nno colon\r\n\r\n",
    b"POST /api/callcenter/call_in HTTP/1.1\r\n: x\r\n\r\n",
    b"POST /api/callcenter/call_in HTTP/1.1\r\n folded: x\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
)  # fmt: skip
MARKS = b"\"'{}[]:,\\/=&%+;u0 eE.-\n"
ANY = bytes(range(256))
LENGTHS = ("-1", "x", "", "1e3", "9" * 30, "0x10", "+5", " 5 ", "5, 5", "٥")
BAD_CHUNKS = (
    b"x\r\nabc\r\n0\r\n\r\n", b"-5\r\nabc\r\n0\r\n\r\n", b"ffffffffffffffffff\r\nabc",
    b"3\r\nabcdef\r\n0\r\n\r\n", b"3;ext=1\r\nabc\r\n0\r\n\r\n", b"\r\n", b"3\nabc\n0\n\n",
    b"0x3\r\nabc\r\n0\r\n\r\n", b"3\r\nabc\r\n", b"0\r\n\r\n", b"0\r\nTrailer: x\r\n\r\n",
)  # fmt: skip


@dataclass(frozen=True)
class Request:
    """One request as it goes over the wire.

    :param kind: what is wrong with it; with * where others than the addon answer
    :param is_truncated: whether our side of the connection is closed after it
    :param is_aborted: whether the connection is closed before an answer can come
    """

    kind: str
    data: bytes
    is_truncated: bool = False
    is_aborted: bool = False

    @property
    def is_foreign(self):
        """Whether the HTTP server or Odoo answers before the addon is asked."""
        return self.kind.endswith("*")

    @property
    def method(self):
        """The HTTP method."""
        return self.data.split(b" ", 1)[0]


class Fuzzer:
    """Makes requests.

    :param token: the one that is let in
    :param root: the path of the webhook
    """

    def __init__(self, seed, token, root):
        self.seed, self.token, self.root = seed, token, root
        self.makers = (
            (10, Maker.plain), (14, Maker.values), (6, Maker.keys), (8, Maker.noise),
            (6, Maker.raw_json), (6, Maker.mutated), (4, Maker.content_type),
            (5, Maker.sizes), (6, Maker.chunked), (4, Maker.bad_chunks), (3, Maker.lengths),
            (6, Maker.headers), (5, Maker.credentials), (5, Maker.methods),
            (5, Maker.multipart), (6, Maker.query), (6, Maker.paths),
            (2, Maker.foreign_paths), (2, Maker.truncated), (2, Maker.aborted),
            (2, Maker.broken_heads), (1, Maker.websocket),
        )  # fmt: skip

    def request(self, number):
        """The request of this number; the same for the same seed."""
        chance = random.Random(f"{self.seed}/{number}")
        weights, makers = zip(*self.makers, strict=True)
        maker = chance.choices(makers, weights)[0]
        return maker(Maker(chance, self.token, self.root))


class Maker:
    """Makes one request out of its own random numbers."""

    def __init__(self, chance, token, root):
        self.chance, self.token, self.root = chance, token, root

    # ---- kinds ----

    def plain(self):
        """Nothing wrong, in any of the formats."""
        return self._make("nothing wrong", self._body(self._params()))

    def values(self):
        """Values of the wrong kind, in any of the formats."""
        params = self._params()
        for name in self.chance.sample(NAMES[:-1], self.chance.randint(1, 5)):
            params[name] = self.chance.choice(VALUES)
        return self._make("values", self._body(params))

    def keys(self):
        """Names that mean something to Python, Odoo or JSON-RPC, and many of them."""
        params = self._params()
        for key in self.chance.sample(KEYS, self.chance.randint(1, 6)):
            params[key] = self.chance.choice(VALUES)
        if self.chance.random() < 0.1:
            params |= {f"key{number}": "x" for number in range(2000)}
        return self._make("names of parameters", self._body(params))

    def noise(self):
        """Random bytes."""
        body = self.chance.randbytes(self.chance.choice((1, 2, 8, 100, 5000)))
        body = self.chance.choice((b"", b"{", b"[", b'{"callid": "', b"callid=")) + body
        return self._make("random bytes", body)

    def raw_json(self):
        """JSON that is none, or none that is meant."""
        body = self.chance.choice(RAW_JSON)
        coding = self.chance.choice(("utf-8", "utf-8", "utf-8", "utf-16", "utf-32"))
        return self._make("odd JSON", body.encode(coding))

    def mutated(self):
        """A good body in which some bytes were changed, left out or doubled."""
        body = bytearray(self._body(self._params()))
        for _ in range(self.chance.randint(1, 6)):
            place = self.chance.randrange(len(body) + 1)
            size = self.chance.randint(0, 3)
            fresh = self.chance.choices(
                MARKS if self.chance.random() < 0.7 else ANY, k=size
            )
            body[place : place + self.chance.randint(0, 3)] = bytes(fresh)
        return self._make("changed bytes", bytes(body))

    def content_type(self):
        """A good body under a wrong Content-Type."""
        kind = self.chance.choice(TYPES)
        return self._make("content types", self._body(self._params()), content=kind)

    def sizes(self):
        """Bodies around and far beyond the limit."""
        size = self.chance.choice((LIMIT - 300, LIMIT, LIMIT + 1, 2 * LIMIT, 1 << 20))
        params = {**self._params(), "queue": "q" * size}
        return self._make("sizes", self._body(params))

    def chunked(self):
        """Chunked bodies, also beyond the limit."""
        params = self._params()
        if self.chance.random() < 0.4:
            params["queue"] = "q" * self.chance.choice((LIMIT, 3 * LIMIT, 1 << 20))
        return self._make_chunked("chunked", chunks(self._body(params), self.chance))

    def bad_chunks(self):
        """Chunked bodies that break the format; the rest of the connection is closed."""
        return self._make_chunked("broken chunks", self.chance.choice(BAD_CHUNKS), True)

    def lengths(self):
        """A Content-Length that is none, or two of them."""
        headers = [f"Content-Length: {self.chance.choice(LENGTHS)}"]
        if self.chance.random() < 0.3:
            headers.append("Content-Length: 3")
        body = self._body(self._params())
        data = self._head("POST", self._path(), headers) + body
        return Request("broken lengths", data, is_truncated=True)

    def headers(self):
        """Odd and giant headers."""
        extra = self.chance.sample(HEADERS, self.chance.randint(1, 4))
        return self._make("headers", self._body(self._params()), headers=extra)

    def credentials(self):
        """Broken Authorization headers."""
        value = self.chance.choice(AUTHORIZATIONS)
        headers = [f"Authorization: {value}"]
        return self._make(
            "credentials", self._body(self._params()), headers=headers, token=None
        )

    def methods(self):
        """Methods that nobody should use here."""
        method = self.chance.choice(METHODS)
        body = self._body(self._params()) if method != "HEAD" else b""
        return self._make("methods", body, method=method)

    def multipart(self):
        """Multipart forms with files, whole and broken."""
        boundary = self.chance.choice(("x", "--", "a" * 70, '"q q"'))
        parts = []
        for name, value in self._params().items():
            parts.append(
                f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'
            )
        size = self.chance.choice((0, 10, LIMIT))
        parts.append(
            'Content-Disposition: form-data; name="recordingfile"; filename="../a.wav"\r\n'
            "Content-Type: audio/wav\r\n\r\n" + "R" * size
        )
        mark = boundary.strip('"')
        body = "".join(f"--{mark}\r\n{part}\r\n" for part in parts)
        if self.chance.random() < 0.7:
            body += f"--{mark}--\r\n"
        kind = f"multipart/form-data; boundary={boundary}"
        return self._make("multipart", body.encode(), content=kind)

    def query(self):
        """Everything in the query, by GET or POST."""
        params = self._params()
        for name in self.chance.sample(NAMES[:-1], 2):
            params[name] = self.chance.choice(VALUES)
        text = form(params)
        if self.chance.random() < 0.3:
            text += self.chance.choice(
                ("&%ff=%ff", "&=", "&&&", "&a", ";b=c", "&callid=%00")
            )
        method = self.chance.choice(("GET", "POST"))
        return self._make("query", b"", method=method, path=f"{self._path()}?{text}")

    def paths(self):
        """Odd paths below the webhook's."""
        path = self.root + self.chance.choice(PATHS)
        return self._make("paths", self._body(self._params()), path=path)

    def foreign_paths(self):
        """Paths that look like the webhook's and are not."""
        path = self.chance.choice(FOREIGN_PATHS)
        return self._make("paths elsewhere *", self._body(self._params()), path=path)

    def truncated(self):
        """Less than was announced."""
        body = self._body(self._params())
        data = self._head("POST", self._path(), [f"Content-Length: {len(body) + 50}"])
        return Request("cut off", data + body, is_truncated=True)

    def aborted(self):
        """Hung up in the middle, or before the answer."""
        whole = self.plain().data
        size = self.chance.randrange(1, len(whole) + 1)
        return Request("hung up *", whole[:size], is_aborted=True)

    def websocket(self):
        """What asks for a websocket; Odoo keeps the body of its answer back."""
        headers = ["Upgrade: websocket", "Connection: Upgrade"]
        body = self._body(self._params())
        return self._make("websocket *", body, headers=headers)

    def broken_heads(self):
        """What is no HTTP."""
        data = self.chance.choice(BROKEN_HEADS)
        return Request("no HTTP *", data, is_truncated=True)

    # ---- pieces ----

    def _params(self):
        """A good event; few callids, so that events of one call meet."""
        params = {
            "callid": f"fuzz-{self.chance.randrange(200)}",
            "phone": self.chance.choice(
                ("0989464344", "0912345678", "anonymous", "105")
            ),
            "extension": self.chance.choice(("101", "102", "999", "")),
        }
        if self.chance.random() < 0.5:
            params["status"] = self.chance.choice(
                ("ANSWERED", "NO ANSWER", "BUSY", "odd")
            )
            params["duration"] = self.chance.choice((42, "42", "00:00:42", 3.5))
        if self.chance.random() < 0.3:
            params["event"] = self.chance.choice(
                ("RING", "ANSWER", "RINGING", "ring", "x")
            )
        return params

    def _path(self):
        return f"{self.root}/{self.chance.choice(ENDPOINTS)}"

    def _body(self, params):
        """Parameters as JSON, as an envelope or as a form."""
        kind = self.chance.random()
        if kind < 0.4:
            return json.dumps(params).encode()
        if kind < 0.6:
            message = {
                "jsonrpc": "2.0",
                "id": self.chance.choice(VALUES),
                "params": params,
            }
            return json.dumps(message, allow_nan=True).encode()
        return form(params).encode()

    def _make(
        self, kind, body, method="POST", path=None, headers=(), token=True, **options
    ):
        """One whole request; the token is left out or wrong now and then."""
        lines = [f"Content-Length: {len(body)}", *headers]
        if body:
            kind_of_body = options.get("content", self.chance.choice(TYPES[:2]))
            lines.append(f"Content-Type: {kind_of_body}")
        if token:
            lines += self._authorization()
        data = self._head(method, path or self._path(), lines) + body
        return Request(kind, data)

    def _make_chunked(self, kind, body, is_truncated=False):
        lines = ["Transfer-Encoding: chunked", *self._authorization()]
        if self.chance.random() < 0.1:
            lines.append("Content-Length: 3")
        data = self._head("POST", self._path(), lines) + body
        return Request(kind, data, is_truncated)

    def _authorization(self):
        draw = self.chance.random()
        if draw < 0.05:
            return []
        token = (
            self.token
            if draw < 0.9
            else "".join(self.chance.choices(string.printable[:62], k=20))
        )
        if self.chance.random() < 0.8:
            return [f"Authorization: Bearer {token}"]
        pair = base64.b64encode(f"pbx:{token}".encode()).decode()
        return [f"Authorization: Basic {pair}"]

    def _head(self, method, path, lines):
        lines = [f"{method} {path} HTTP/1.1", "Host: fuzz", *lines, "", ""]
        return "\r\n".join(lines).encode("utf-8", "surrogatepass")


def form(params):
    """Parameters as a form; what UTF-8 does not know goes its own way, too."""
    pairs = []
    for name, value in params.items():
        raw = str(value).encode("utf-8", "surrogatepass")
        pairs.append(f"{quote_plus(name)}={quote(raw)}")
    return "&".join(pairs)


def chunks(body, chance):
    """A body in chunks."""
    parts, place = [], 0
    while place < len(body):
        size = chance.choice((1, 7, 1000, 40000))
        part = body[place : place + size]
        parts.append(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        place += size
    return b"".join(parts) + b"0\r\n\r\n"
