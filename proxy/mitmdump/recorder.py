"""An addon for mitmdump that tells Telltale's engine process what passes, while it passes.

What it tells are frames on file descriptor 3: a line of JSON, and where that says `bytes`, as many raw bytes after it.
Bodies are streamed always: buffered, mitmproxy 8 takes seconds and gigabytes for a photo. It ends with its standard input.
"""
import asyncio
import json
import os
import resource

from mitmproxy import ctx
from mitmproxy.connection import Server
from mitmproxy.net.http import url
from mitmproxy.version import VERSION

PIPE = open(3, "wb")

# mitmproxy sets the head of a request no limit: one without an end must break it down, not the machine.
resource.setrlimit(resource.RLIMIT_DATA, (1 << 30, 1 << 30))


def tell(kind, payload=None, **fields):
    line = {"kind": kind, **fields}
    if payload is not None:
        line["bytes"] = len(payload)
    try:
        PIPE.write(json.dumps(line).encode() + b"\n" + (payload or b""))
        PIPE.flush()
    except BrokenPipeError:
        os._exit(1)  # Nobody records any more, so nothing may pass any more.


def pairs(headers):
    """Field names and values as on the wire, byte for character."""
    return [[name.decode("latin-1"), value.decode("latin-1")] for name, value in headers.fields]


def url_of(request):
    """By the name that the client gave the host, and the port that it really reached."""
    return url.unparse(request.scheme, request.pretty_host, request.port, request.path)


def trailers(message):
    return {} if message.trailers is None else {"trailers": pairs(message.trailers)}


def streamed(kind, exchange):
    def take(chunk):
        if chunk:
            tell(kind, chunk, exchange=exchange)
        return chunk

    return take


class Recorder:
    def load(self, loader):
        loader.add_option("telltale_forwards", str, "{}", "hosts that lead elsewhere: JSON, host to [host, port]")

    def configure(self, updated):
        if "telltale_forwards" in updated:
            self.forwards = json.loads(ctx.options.telltale_forwards)

    def running(self):
        loop = asyncio.get_running_loop()
        loop.add_reader(0, self.input_ended)
        # Kept, because a task that nobody refers to may be collected before it is done.
        self.announcing = loop.create_task(self.announce())

    def input_ended(self):
        if not os.read(0, 4096):
            asyncio.get_running_loop().remove_reader(0)
            ctx.master.shutdown()

    async def announce(self):
        while (port := listening_port()) is None:
            await asyncio.sleep(0.005)
        tell("ready", port=port, version=VERSION)

    # --- connections

    def client_connected(self, client):
        if is_tunnelled(client):
            tell("tunnelled", connection=client.id)
        else:
            tell("connected", connection=client.id, port=client.peername[1])

    def client_disconnected(self, client):
        tell("disconnected", connection=client.id)

    def tls_failed_client(self, data):
        client = data.context.client
        tell("tls-failed", connection=client.id, host=client.sni, why=data.conn.error or "it says no more")

    # --- HTTP

    def requestheaders(self, flow):
        request = flow.request
        tell(
            "request",
            exchange=flow.id,
            connection=flow.client_conn.id,
            method=request.method,
            url=url_of(request),
            httpVersion=request.http_version.removeprefix("HTTP/"),
            headers=pairs(request.headers),
        )
        flow.metadata["telltale"] = "told"
        request.stream = streamed("request-bytes", flow.id)
        if (target := self.forwards.get(request.pretty_host)) is not None:
            self.forward(flow, target)

    def forward(self, flow, target):
        flow.server_conn = Server(address=tuple(target))  # A new one, so that it leads past the upstream proxy.
        flow.request.scheme = "http"
        flow.request.host, flow.request.port = target

    def request(self, flow):
        tell("request-ended", exchange=flow.id, **trailers(flow.request))

    def responseheaders(self, flow):
        tell("response", exchange=flow.id, status=flow.response.status_code, headers=pairs(flow.response.headers))
        flow.response.stream = streamed("response-bytes", flow.id)

    def response(self, flow):
        tell("response-ended", exchange=flow.id, **trailers(flow.response))

    def error(self, flow):
        if "telltale" in flow.metadata:
            tell("failed", exchange=flow.id, why=flow.error.msg)
        else:
            tell("refused", exchange=flow.id, connection=flow.client_conn.id, why=flow.error.msg)

    # --- WebSockets, whose messages mitmproxy joins and decompresses; it tells nothing of control frames

    def websocket_start(self, flow):
        request = flow.request
        tell(
            "websocket",
            exchange=flow.id,
            connection=flow.client_conn.id,
            host=request.pretty_host,
            port=request.port,
            url=url_of(request),
        )

    def websocket_message(self, flow):
        message = flow.websocket.messages.pop()
        tell("message", message.content, exchange=flow.id, sent=message.from_client, opcode=int(message.type))

    def websocket_end(self, flow):
        closed = flow.websocket
        tell(
            "websocket-ended",
            exchange=flow.id,
            sent=closed.closed_by_client,
            code=closed.close_code,
            reason=closed.close_reason or "",
        )

    # --- what is no HTTP

    def tcp_start(self, flow):
        self.begin_tunnel(flow, "tls" if flow.client_conn.tls_established else "tcp")

    def tcp_message(self, flow):
        message = flow.messages.pop()
        tell("tunnel-bytes", message.content, tunnel=flow.id, sent=message.from_client)

    def tcp_end(self, flow):
        tell("tunnel-ended", tunnel=flow.id)

    def tcp_error(self, flow):
        tell("tunnel-ended", tunnel=flow.id, why=flow.error.msg)

    def begin_tunnel(self, flow, transport):
        host, port = flow.server_conn.address
        tell("tunnel", tunnel=flow.id, connection=flow.client_conn.id, host=host, port=port, transport=transport)

    # --- datagrams, which come by WireGuard only

    def udp_start(self, flow):
        self.begin_tunnel(flow, "udp")

    udp_message = tcp_message
    udp_end = tcp_end
    udp_error = tcp_error


def is_tunnelled(client):
    """It came by WireGuard, which mitmproxy 8 does not have: its port is the phone's, and may be the tap's by chance."""
    mode = getattr(client, "proxy_mode", None)
    return mode is not None and mode.type_name == "wireguard"


def listening_port():
    """The tap's port, which the system chose. mitmproxy 8 has one server, later ones have one for each mode."""
    server = ctx.master.addons.get("proxyserver")
    if hasattr(server, "servers"):
        # All are to be there: a tunnel that cannot be opened is a fault, which mitmdump ends by.
        if not all(one.is_running for one in server.servers):
            return None
        return next((one.listen_addrs[0][1] for one in server.servers if one.mode.type_name != "wireguard"), None)
    return server.tcp_server.sockets[0].getsockname()[1] if server.tcp_server else None


addons = [Recorder()]
