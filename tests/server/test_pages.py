"""The client's files and the headers around them; what is not there; and whether the process is well."""

import re
from pathlib import Path

import pytest
from aiohttp import web

from rooms.roles import Role
from server import pages
from server.pages import Pages
from tests.server.house import House

INDEX = "<!doctype html><html><head><title>Hearth</title></head><body></body></html>"


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a small build of a client, which the house then serves."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(INDEX)
    (folder / "sources.sha256").write_text("builder's note")
    (folder / "assets" / "index-1a2b.js").write_text("export {}")
    (folder / "assets" / "effect-3c4d.wasm").write_bytes(b"\0asm")
    (folder / "chime.ogg").write_bytes(b"OggS")
    (tmp_path / "secret.txt").write_text("not for everybody")
    monkeypatch.setattr(pages, "CLIENT_FOLDERS", (folder,))
    return folder


@pytest.mark.usefixtures("client")
async def test_every_page_is_the_client_and_is_not_kept(house: House) -> None:
    for path in ("/", "/join", "/join?from=mail"):
        async with house.http.get(house.url + path) as answer:
            assert answer.status == 200
            assert answer.content_type == "text/html"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "<title>Hearth</title>" in await answer.text()


@pytest.mark.usefixtures("client")
async def test_the_policy_lets_in_only_what_is_ours_and_styles_with_this_answers_nonce(house: House) -> None:
    nonces = set()
    for _ in range(2):
        async with house.http.get(house.url + "/") as answer:
            policy = answer.headers["Content-Security-Policy"]
            [nonce] = re.findall(r'<meta property="csp-nonce" nonce="([^"]+)">', await answer.text())
            assert f"style-src 'self' 'nonce-{nonce}';" in policy
            nonces.add(nonce)
        assert "default-src 'none'" in policy
        assert "script-src 'self' 'wasm-unsafe-eval';" in policy
        assert "require-trusted-types-for 'script'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in policy
        assert "http" not in policy
    assert len(nonces) == 2


@pytest.mark.usefixtures("client")
async def test_assets_with_a_hash_in_their_name_are_kept_for_ever_and_others_are_asked_for_again(
    house: House,
) -> None:
    expected = {
        "/assets/index-1a2b.js": ("text/javascript", "public, max-age=31536000, immutable"),
        "/assets/effect-3c4d.wasm": ("application/wasm", "public, max-age=31536000, immutable"),
        "/chime.ogg": ("audio/ogg", "no-cache"),
    }
    for path, (content_type, caching) in expected.items():
        async with house.http.get(house.url + path) as answer:
            assert (answer.status, answer.content_type) == (200, content_type), path
            assert answer.headers["Cache-Control"] == caching
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.usefixtures("client")
async def test_what_is_not_there_is_said_so_on_a_plain_page_with_all_headers(house: House) -> None:
    for path in ("/nothing", "/assets/", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/sources.sha256"):
        async with house.http.get(house.url + path) as answer:
            assert answer.status == 404, path
            assert "check the link" in await answer.text()
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["Referrer-Policy"] == "no-referrer"
    async with house.http.post(house.url + "/join") as answer:
        assert answer.status == 405
        assert answer.headers["Allow"] == "GET,HEAD"


async def test_without_a_built_client_the_page_says_what_to_do(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "CLIENT_FOLDERS", (tmp_path,))
    assert pages.find_client() is None
    app = web.Application()
    Pages(house.config, None).add_to(app)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        async with house.http.get(f"http://127.0.0.1:{runner.addresses[0][1]}/") as answer:
            assert answer.status == 503
            assert "make" in await answer.text()
    finally:
        await runner.cleanup()


@pytest.mark.usefixtures("client")
async def test_a_host_application_that_is_allowed_may_frame_the_page_and_https_is_insisted_on(
    tmp_path: Path,
) -> None:
    changes = {"allowed_origins": ("https://clinic.example",), "public_url": "https://groups.example"}
    async with House(tmp_path, config_changes=changes) as house, house.http.get(house.url + "/") as answer:
        assert "frame-ancestors https://clinic.example;" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.usefixtures("client")
async def test_the_page_says_where_leaving_fast_goes(tmp_path: Path) -> None:
    changes = {"leave_fast_url": 'https://news.example/?a=1&b="2"'}
    async with (
        House(tmp_path, config_changes=changes) as house,
        house.http.get(house.url + "/join") as answer,
    ):
        page = await answer.text()
    assert '<meta name="leave-fast" content="https://news.example/?a=1&amp;b=&quot;2&quot;">' in page


async def test_a_process_that_runs_is_well_and_ready(house: House) -> None:
    for path in ("/healthz", "/readyz"):
        async with house.http.get(house.url + path) as answer:
            assert answer.status == 200


async def test_figures_name_no_room_and_no_person_and_are_for_the_operators_networks_alone(
    house: House, tmp_path: Path
) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    await host.ask("SendMessage", client_id="1", text="hello")
    async with house.http.get(house.url + "/metrics") as answer:
        text = await answer.text()
    for line in (
        "hearth_sessions 1.0",
        "hearth_seats 1.0",
        'hearth_commands_total{outcome="ok"}',
        "hearth_media_peers 0",
    ):
        assert line in text
    for private in (room_id, host.seat_id, "ana", "Ana", "hello"):
        assert private not in text
    (tmp_path / "other").mkdir()
    changes = {"metrics_networks": ("10.0.0.0/8",)}
    async with (
        House(tmp_path / "other", config_changes=changes) as other,
        other.http.get(other.url + "/metrics") as answer,
    ):
        assert answer.status == 404


async def test_a_process_that_stops_is_well_but_not_ready(house: House) -> None:
    await house.process.drain()
    async with house.http.get(house.url + "/readyz") as answer:
        assert answer.status == 503
    async with house.http.get(house.url + "/healthz") as answer:
        assert answer.status == 200
