// In the strip of an encrypted room: that it is one, and the way to the words.
import { useState } from "react";
import { useMedia } from "../../../media/media_context";
import { Button } from "../../../parts/button";
import { useWords } from "../../../words/words";
import { useRoom } from "../room_context";
import { ShieldCheckIcon } from "../icons";
import { EncryptionDialog } from "./encryption_dialog";

export function EncryptionSign() {
  const { encryption } = useMedia();
  const { screen } = useRoom();
  const words = useWords().encryption;
  const [isOpen, setOpen] = useState(false);
  if (!encryption) return null;
  const open = () => { setOpen(true); };
  return (
    <>
      {screen.small
        ? <Button kind="plain" icon={ShieldCheckIcon} aria-label={words.open} onPress={open} />
        : <Button kind="plain" icon={ShieldCheckIcon} aria-label={words.open} onPress={open}>{words.sign}</Button>}
      <EncryptionDialog encryption={encryption} isOpen={isOpen} onClose={() => { setOpen(false); }} />
    </>
  );
}
