// Why somebody could not come in: what is so, what to do next, and a code that staff can look up.
import { useEffect, useEffectEvent } from "react";
import { Button } from "../../parts/button";
import { CalmPage, type HelpNumbers } from "../../parts/calm";
import { PASSING_FAULTS } from "../../link";
import { useWords, type Words } from "../../words/words";

type FaultCode = keyof Words["entrance"]["faults"];

/** What the API says of a link means what the door says of a token. */
const SAME_AS: Partial<Record<string, FaultCode>> = {
  link_unknown: "token_invalid",
  link_expired: "token_expired",
  link_not_yet_valid: "token_not_yet_valid",
  link_used_up: "token_used",
  busy: "try_again",
  too_many_requests: "try_again",
  storage_unavailable: "try_again",
};

/** For these a person needs another link; trying again would change nothing. */
const NEEDS_LINK: ReadonlySet<FaultCode> = new Set<FaultCode>([
  "no_link",
  "token_invalid",
  "token_expired",
  "token_used",
  "seat_gone",
  "link_closed",
]);
const FINAL: ReadonlySet<FaultCode> = new Set<FaultCode>([
  "banned",
  "session_ended",
  "unsupported",
  "cannot_encrypt",
  "insecure",
]);

/** For faults that pass the page says that we keep trying, and so it does. */
const AGAIN_AFTER_MS = 12_000;
/** Up to this share is added, so that a crowd does not come back in the same instant. */
const JITTER = 0.5;

function useTryingAgain(passes: boolean, onAgain: () => void): void {
  const again = useEffectEvent(onAgain);
  useEffect(() => {
    if (!passes) return;
    const timer = setTimeout(
      () => {
        again();
      },
      AGAIN_AFTER_MS * (1 + JITTER * Math.random()),
    );
    return () => {
      clearTimeout(timer);
    };
  }, [passes]);
}

interface LinkFaultPageProps {
  code: string;
  numbers: HelpNumbers | null;
  onAgain: () => void;
}

export function LinkFaultPage({ code, numbers, onAgain }: LinkFaultPageProps) {
  const { entrance, parts } = useWords();
  const known = SAME_AS[code] ?? (code in entrance.faults ? (code as FaultCode) : "other");
  const { hero, lead } = entrance.faults[known];
  const reload = known === "protocol_unknown";
  useTryingAgain(PASSING_FAULTS.has(code), onAgain);
  return (
    <CalmPage title={parts.product} numbers={numbers ?? undefined}>
      <div className="column">
        <h1 className="hero">{hero}</h1>
        <p className="lead">{lead}</p>
        {!FINAL.has(known) && known !== "no_link" && (
          <div className="row">
            <Button
              kind={NEEDS_LINK.has(known) ? "quiet" : "go"}
              big
              onPress={
                reload
                  ? () => {
                      window.location.reload();
                    }
                  : onAgain
              }
            >
              {reload ? entrance.loadAgain : parts.tryAgain}
            </Button>
          </div>
        )}
        <p className="note">{entrance.codeIs(code)}</p>
      </div>
    </CalmPage>
  );
}
