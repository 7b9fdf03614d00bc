// A clock that a hidden page cannot slow down: answers each number of milliseconds when they have passed.
addEventListener("message", ({ data }: MessageEvent<number>) => {
  setTimeout(() => {
    postMessage(null);
  }, data);
});
