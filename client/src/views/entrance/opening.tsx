// While something is on its way: nothing at first, then words, then what we are trying.
import { useEffect, useState } from "react";
import { CalmPage } from "../../parts/calm";
import { useWords } from "../../words/words";

const WORDS_AFTER_MS = 400;
const MORE_AFTER_MS = 5_000;

export function Opening() {
  const { entrance, parts } = useWords();
  const [said, setSaid] = useState<"nothing" | "words" | "more">("nothing");
  useEffect(() => {
    const words = setTimeout(() => {
      setSaid("words");
    }, WORDS_AFTER_MS);
    const more = setTimeout(() => {
      setSaid("more");
    }, MORE_AFTER_MS);
    return () => {
      clearTimeout(words);
      clearTimeout(more);
    };
  }, []);
  return (
    <CalmPage title={parts.product}>
      <div className="column opening" role="status">
        {said !== "nothing" && <h1 className="voice">{entrance.opening}</h1>}
        {said === "more" && <p className="lead">{entrance.openingLong}</p>}
      </div>
    </CalmPage>
  );
}
