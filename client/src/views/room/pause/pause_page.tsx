// The private pause: a plain page with no name, no face and no group, called "Notes" in the window's title.
import { useEffect, useRef } from "react";
import { Button } from "../../../parts/button";
import { Icon } from "../../../parts/icon";
import { useWords } from "../../../words/words";
import { PauseCircleIcon } from "../icons";
import { usePauseHandle } from "./pause_context";

export function PausePage() {
  const { comeBack } = usePauseHandle();
  const words = useWords().room.pause;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.title;
    document.title = words.pageTitle;
    heading.current?.focus();
    return () => { document.title = before; };
  }, [words.pageTitle]);
  return (
    <main className="pause-page">
      <Icon of={PauseCircleIcon} size="large" />
      <h1 className="voice" ref={heading} tabIndex={-1}>{words.title}</h1>
      <p className="lead">{words.text}</p>
      <Button kind="go" big onPress={comeBack}>{words.back}</Button>
      <p className="note">{words.kept} <kbd className="only-wide">{words.press}</kbd></p>
    </main>
  );
}
