// When sound or picture trouble somebody: the connection test, and a report to read before handing it to anybody.
import { Button } from "../../../parts/button";
import { connectionReport } from "../../../media/connection_report";
import { useMedia } from "../../../media/media_context";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { download } from "../../worksheet/download";
import { useRoom } from "../room_context";

export function ConnectionHelp() {
  const { openDialog } = useRoom();
  const { room, connectionTest } = useWords();
  const words = room.settings;
  return (
    <section>
      <h3>{words.connectionHelp}</h3>
      <p className="note">{words.testHint}</p>
      <Button onPress={() => { openDialog("connection"); }}>{connectionTest.ask}</Button>
      <SaveReport />
    </section>
  );
}

function SaveReport() {
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
    <>
      <p className="note">{words.reportHint}</p>
      <Button onPress={() => { void save(); }}>{words.saveReport}</Button>
    </>
  );
}
