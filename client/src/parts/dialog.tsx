// What opens over a page: in the middle of a wide screen, rising from below on a phone.
import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useWords } from "../words/words";
import { Button } from "./button";
import { XIcon } from "./icons";

interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** "alertdialog" for a question that must be answered; a touch outside does not close it. */
  role?: "dialog" | "alertdialog";
  /** Rises from below at every width, so that faces stay free. */
  fromBelow?: boolean;
}

export function Dialog({
  title,
  isOpen,
  onClose,
  children,
  role = "dialog",
  fromBelow = false,
}: DialogProps) {
  const { close } = useWords().parts;
  return (
    <ModalOverlay
      className={fromBelow ? "veil from-below" : "veil"}
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      isDismissable={role === "dialog"}
    >
      <Modal className="dialog">
        <AriaDialog role={role}>
          <header>
            <Heading slot="title" className="title">
              {title}
            </Heading>
            {role === "dialog" && <Button kind="plain" icon={XIcon} aria-label={close} onPress={onClose} />}
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
