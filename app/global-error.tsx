"use client";

/** When even the layout fails there is no language, theme or message file left: plain HTML, both languages. */
export default function GlobalError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <html lang="en">
      <body style={{ fontFamily: "system-ui, sans-serif", margin: "20vh auto", maxWidth: 480, padding: 16 }}>
        <title>Signalbox</title>
        <h1 style={{ fontSize: 20 }}>Signalbox could not show this page</h1>
        <p>Try again in a moment. If it keeps happening, tell your administrator.</p>
        <p lang="zh-CN">页面暂时无法显示。请稍后重试；若仍然如此，请联系管理员。</p>
        {error.digest && <p>Reference / 编号: {error.digest}</p>}
        <button type="button" onClick={reset}>
          Try again / 重试
        </button>
      </body>
    </html>
  );
}
