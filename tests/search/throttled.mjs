// A reader on a slow line: 0.26 Mbit/s, and 400 ms until a server answers.

/** Types a question into the box of the page that is open. Gives how many milliseconds after Enter the first results are shown. */
export async function throttled(page, question) {
  const line = await page.context().newCDPSession(page);
  await line.send("Network.enable");
  const bytesPerSecond = 260_000 / 8;
  const conditions = { offline: false, latency: 400, downloadThroughput: bytesPerSecond, uploadThroughput: bytesPerSecond };
  await line.send("Network.emulateNetworkConditions", conditions);
  const input = page.locator("form.find input").first();
  await input.fill(question);
  await page.locator("[role=option]").first().waitFor({ timeout: 30_000 });
  const from = performance.now();
  await input.press("Enter");
  await page.locator("ol.results > li").first().waitFor({ timeout: 30_000 });
  return Math.round(performance.now() - from);
}
