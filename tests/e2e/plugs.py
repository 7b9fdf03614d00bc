"""What nobody can do to the devices of a machine without any: done on the page, at its edge to the browser.

Microphones and speakers are the browser's own (fake) ones; there is only one camera of that kind, so a second
one, which looks at a grey wall, is drawn here.
"""

from typing import Any

from tests.e2e.person import Person

WALL = "Camera at the wall"

PLUGS = """
window.plugs = { gone: new Set(), heldByAnother: false, open: [], players: new Set() };
{
  const { plugs } = window;
  const { getUserMedia, enumerateDevices } = MediaDevices.prototype;
  const { setSinkId } = HTMLMediaElement.prototype;
  const wall = { kind: "videoinput", deviceId: "wall", groupId: "wall", label: "WALL" };

  const drawWall = () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 360 });
    const context = canvas.getContext("2d");
    setInterval(() => {
      context.fillStyle = Date.now() % 2 ? "#777" : "#787878";
      context.fillRect(0, 0, 640, 360);
    }, 200);
    return canvas.captureStream();
  };
  MediaDevices.prototype.enumerateDevices = async function () {
    const all = [...(await enumerateDevices.call(this)), wall];
    const groups = all.filter(({ label }) => plugs.gone.has(label)).map(({ groupId }) => groupId);
    return all.filter(({ groupId }) => !groups.includes(groupId));
  };
  MediaDevices.prototype.getUserMedia = async function (wanted) {
    if (plugs.heldByAnother) throw new DOMException("Could not start video source", "NotReadableError");
    const id = (wanted.video || wanted.audio).deviceId?.exact;
    const isThere = (await this.enumerateDevices()).some(({ deviceId }) => deviceId === id);
    if (id && !isThere) throw new OverconstrainedError("deviceId");
    const stream = id === "wall" ? drawWall() : await getUserMedia.call(this, wanted);
    plugs.open.push(...stream.getTracks());
    return stream;
  };
  HTMLMediaElement.prototype.setSinkId = function (id) {
    plugs.players.add(this);
    return setSinkId.call(this, id);
  };
}
""".replace("WALL", WALL)

# The newest open track of this kind ends as if its device was pulled out: it is not listed any more.
PULL_OUT = """
([kind, label]) => {
  plugs.gone.add(label);
  const track = plugs.open.findLast((each) => each.kind === kind && each.readyState === "live");
  track.stop();
  track.dispatchEvent(new Event("ended"));
}
"""
PULL_OUT_SPEAKER = """
(label) => {
  plugs.gone.add(label);
  navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
}
"""
# As a phone call does: the track stays open, and nothing comes out of it.
SILENCE = """
() => {
  const track = plugs.open.findLast((each) => each.kind === "audio" && each.readyState === "live");
  track.enabled = false;
  Object.defineProperty(track, "muted", { value: true });
  track.dispatchEvent(new Event("mute"));
}
"""
# Of the elements that play somebody: [label of the speaker, whether it is silent], each pair once.
PLAYING = """
async () => {
  const devices = await navigator.mediaDevices.enumerateDevices();
  const playing = [...plugs.players].filter(({ srcObject }) => srcObject?.active).map(({ sinkId, muted }) => {
    const speaker = devices.find(({ kind, deviceId }) => kind === "audiooutput" && deviceId === sinkId);
    return JSON.stringify([speaker?.label ?? null, muted]);
  });
  return [...new Set(playing)].map((each) => JSON.parse(each));
}
"""


async def pull_out(person: Person, kind: str, label: str) -> None:
    """The device in use is gone; `kind` is "audio" or "video"."""
    await person.page.evaluate(PULL_OUT, [kind, label])


async def pull_out_speaker(person: Person, label: str) -> None:
    """The headphones are gone."""
    await person.page.evaluate(PULL_OUT_SPEAKER, label)


async def silence(person: Person) -> None:
    """The system lets nothing out of the microphone."""
    await person.page.evaluate(SILENCE)


async def hold_devices(person: Person, *, is_held: bool) -> None:
    """Another program holds what is to be opened, or not any more."""
    await person.page.evaluate("(isHeld) => { plugs.heldByAnother = isHeld; }", is_held)


async def playing(person: Person) -> Any:
    """The speakers in use, and whether they are silent."""
    return await person.page.evaluate(PLAYING)
