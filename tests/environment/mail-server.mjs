// A real mail server (npm smtp-server) that keeps what it is sent. Prints where it listens; one POST
// to the second address says how it is to behave, a GET tells what it has been sent.
import { createServer } from "node:http";
import { SMTPServer } from "smtp-server";

const letters = [];
let refusals = [];

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onRcptTo(address, session, done) {
    const refusal = refusals.find((one) => one.to === address.address && one.times-- > 0);
    if (!refusal) return done();
    const error = new Error("refused");
    error.responseCode = refusal.code;
    done(error);
  },
  onData(stream, session, done) {
    let text = "";
    stream.setEncoding("utf8");
    stream.on("data", (part) => (text += part));
    stream.on("end", () => {
      const to = session.envelope.rcptTo.map((one) => one.address);
      letters.push({ from: session.envelope.mailFrom.address, to, text });
      done();
    });
  },
});

// What the server has been sent for an address (?to=ADDRESS), and how it is to refuse.
const desk = createServer((request, response) => {
  const to = new URL(request.url, "http://localhost").searchParams.get("to");
  if (request.method === "POST") {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      refusals.push(JSON.parse(body));
      response.writeHead(204).end();
    });
    return;
  }
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify(letters.filter((letter) => letter.to.includes(to))));
});

server.listen(0, "127.0.0.1", () => {
  desk.listen(0, "127.0.0.1", () => {
    console.log(`desk http://127.0.0.1:${desk.address().port}`);
    console.log(`server smtp://127.0.0.1:${server.server.address().port}`);
  });
});
