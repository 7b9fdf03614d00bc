// When the device's network has changed, as far as browsers tell.

/** Only some browsers tell the kind of network (https://wicg.github.io/netinfo/). */
type KnowsConnection = Navigator & { connection?: EventTarget & { type?: string } };

/** Calls back when there is a network again or one of another kind, until the returned function is called. */
export function whenNetworkChanges(act: () => void): () => void {
  const over = new AbortController();
  const { connection } = navigator as KnowsConnection;
  let kind = connection?.type;
  const compare = (): void => {
    if (connection?.type === kind) return; // its speed was measured anew: no news for us
    kind = connection?.type;
    act();
  };
  window.addEventListener("online", act, { signal: over.signal });
  connection?.addEventListener("change", compare, { signal: over.signal });
  return () => {
    over.abort();
  };
}
