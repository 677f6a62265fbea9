// Exits with 0 if the address answers with JSON and, where it says whether it is ready (WebDriver's
// status does), it is. Node and not curl, because Node is needed anyway.
const [address] = process.argv.slice(2);
try {
  const response = await fetch(address, { signal: AbortSignal.timeout(2000) });
  const body = await response.json();
  process.exit(response.ok && body.value?.ready !== false ? 0 : 1);
} catch {
  process.exit(1);
}
