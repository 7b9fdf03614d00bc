// The connection test in the gallery: under way, and as each kind of network would end it.
import { Fixture } from "../../fixtures";
import type { Scenes } from "../../gallery";
import { judge, WAYS, type Findings, type Progress } from "../../media/reach";
import { Dialog } from "../../parts/dialog";
import { useWords, type Language } from "../../words/words";
import { TestShown } from "./connection_test";

const nothing = () => undefined;

function scene(progress: Progress) {
  return (language: Language) => (
    <Fixture language={language}>
      <TestDialog progress={progress} />
    </Fixture>
  );
}

function TestDialog({ progress }: { progress: Progress }) {
  return (
    <Dialog title={useWords().connectionTest.title} isOpen onClose={nothing}>
      <TestShown progress={progress} onAgain={nothing} />
    </Dialog>
  );
}

/** All is tried: what was found is what there is. */
function over(findings: Findings): Progress {
  return { ways: WAYS.filter((way) => findings[way] !== undefined), findings, verdict: judge(findings) };
}

const allBlocked = { direct: false, relay_udp: false, relay_tcp: false, relay_tls: false };

export const scenes: Scenes = {
  "connection-testing": scene({ ways: WAYS, findings: { signalling: true, relay_udp: true }, verdict: null }),
  "connection-open": scene(over({ signalling: true, ...allBlocked, direct: true, relay_udp: true })),
  "connection-detour": scene(over({ signalling: true, ...allBlocked, relay_tls: true })),
  "connection-blocked": scene(over({ signalling: true, ...allBlocked })),
  "connection-no-relay": scene(over({ signalling: true, direct: false })),
  "connection-no-room": scene(over({ signalling: false, direct: true })),
  "connection-unreachable": scene({ ways: [], findings: {}, verdict: "unreachable" }),
  "connection-offline": scene({ ways: [], findings: {}, verdict: "offline" }),
};
