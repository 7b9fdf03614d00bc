// Saving a report of one's own connection: a file that one can read before handing it to anybody.
import { Button } from "../../../parts/button";
import { connectionReport } from "../../../media/connection_report";
import { useMedia } from "../../../media/media_context";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { download } from "../../worksheet/download";

export function ConnectionReport() {
  const { connection, me } = useSession();
  const { connected, quality, soundOnly, stats } = useMedia();
  const words = useWords().room.settings;
  const save = async () => {
    const report = connectionReport({
      about: words.reportAbout,
      madeAt: new Date(),
      browser: navigator.userAgent,
      signalling: connection.kind,
      mediaConnected: connected,
      soundOnly,
      quality: quality.get(me) ?? "good",
      stats: await stats(),
    });
    download(words.reportName, report);
  };
  return (
    <section>
      <h3>{words.report}</h3>
      <p className="note">{words.reportHint}</p>
      <Button onPress={() => { void save(); }}>{words.saveReport}</Button>
    </section>
  );
}
