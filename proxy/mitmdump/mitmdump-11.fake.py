#!/usr/bin/env python3
"""Stands in for mitmdump 11, which Debian does not have: notes its arguments, and has the real addon see a tunnel.

It calls the addon as the sources of version 11 do (`mode_servers.py`, `server_hooks.py`, read on 2026-11-24): one server for
each mode, and clients that know by which they came. What is in the tunnel comes with the first connection of the tap's, and
from the same port, as may happen by chance.
"""
import asyncio
import importlib.util
import json
import os
import sys
from types import ModuleType, SimpleNamespace as Thing


def values(name):
    return [sys.argv[at + 1] for at, word in enumerate(sys.argv) if word == name]


OPTIONS = dict(one.split("=", 1) for one in values("--set"))
MODES = values("--mode")
TAP, WIREGUARD = Thing(type_name="regular"), Thing(type_name="wireguard")
ended = asyncio.Event()
instances = []


def module(name, **contents):
    sys.modules[name] = ModuleType(name)
    sys.modules[name].__dict__.update(contents)


class Server(Thing):
    def __init__(self, *, address):
        super().__init__(address=address)


ctx = Thing(
    master=Thing(addons={"proxyserver": Thing(servers=instances)}, shutdown=lambda: ended.set()),
    options=Thing(telltale_forwards=OPTIONS["telltale_forwards"]),
)
module("mitmproxy", ctx=ctx)
module("mitmproxy.connection", Server=Server)
module("mitmproxy.net")
unparse = lambda scheme, host, port, path: f"{scheme}://{host}:{port}{path}"
module("mitmproxy.net.http", url=Thing(unparse=unparse))
module("mitmproxy.version", VERSION="11.0.2")
[script] = values("--scripts")
spec = importlib.util.spec_from_file_location("recorder", script)
recorder = importlib.util.module_from_spec(spec)
spec.loader.exec_module(recorder)
[addon] = recorder.addons


def client(name, port, mode, **more):
    one = Thing(id=name, peername=("10.0.0.1", port), proxy_mode=mode, tls_established=False, sni=None)
    one.__dict__.update(more)
    addon.client_connected(one)
    return one


def exchange(one, host, body):
    request = Thing(
        method="POST", scheme="https", pretty_host=host, host=host, port=443, path="/", http_version="HTTP/3",
        headers=Thing(fields=[(b"host", host.encode())]), trailers=None,
    )
    response = Thing(status_code=200, headers=Thing(fields=[]), trailers=None)
    flow = Thing(id=f"of {one.id}", client_conn=one, request=request, response=response, metadata={}, server_conn=None)
    addon.requestheaders(flow)
    request.stream(body)
    addon.request(flow)
    addon.responseheaders(flow)
    response.stream(b"yes")
    addon.response(flow)
    return flow


def speak_in_tunnel(port):
    by_tcp = client("tunnelled", port, WIREGUARD)
    exchange(by_tcp, "tunnel.example", b"in the tunnel")
    forwarded = exchange(client("forwarded", port, WIREGUARD), "pages.example", b"")
    assert forwarded.server_conn.address == ("127.0.0.1", 81), forwarded
    by_udp = client("datagrams", port, WIREGUARD)
    message = Thing(content=b"a datagram", from_client=True)
    flow = Thing(id="udp", client_conn=by_udp, server_conn=Thing(address=("198.51.100.7", 5000)), messages=[message])
    addon.udp_start(flow)
    addon.udp_message(flow)
    addon.udp_end(flow)
    refusing = client("refusing", port, WIREGUARD, sni="pinned.example")
    failed = Thing(context=Thing(client=refusing), conn=Thing(error="the client does not trust it (alert bad certificate)"))
    addon.tls_failed_client(failed)
    addon.client_disconnected(by_udp)
    # What is under way over it is cut off.
    request = Thing(
        method="POST", scheme="https", pretty_host="cut.example", host="cut.example", port=443, path="/",
        http_version="HTTP/2.0", headers=Thing(fields=[]), trailers=None,
    )
    addon.requestheaders(Thing(id="cut", client_conn=refusing, request=request, metadata={}))
    request.stream(b"half")
    addon.client_disconnected(refusing)


async def serve(reader, writer):
    port = writer.get_extra_info("peername")[1]
    one = client("tapped", port, TAP)
    speak_in_tunnel(port)
    body = await reader.read(1000)
    exchange(one, "tapped.example", body)
    writer.close()
    addon.client_disconnected(one)


async def main():
    with open(os.path.join(OPTIONS["confdir"], "arguments.json"), "w") as file:
        json.dump(sys.argv[1:], file)
    addon.configure({"telltale_forwards"})
    addon.running()
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    tunnel = Thing(mode=WIREGUARD, is_running=False, listen_addrs=())
    # In this order, so that the first address is not the tap's, and one after the other.
    instances.append(tunnel)
    instances.append(Thing(mode=TAP, is_running=True, listen_addrs=(server.sockets[0].getsockname(),)))
    await asyncio.sleep(0.02)
    tunnel.is_running, tunnel.listen_addrs = True, (("127.0.0.1", 1),)
    await ended.wait()


asyncio.run(main())
