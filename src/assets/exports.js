// Shows how exports that are being made go on, without a reload by hand.
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function follow() {
  let list = document.getElementById("exports");
  while (list?.dataset.unfinished) {
    await pause(2000);
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("exports");
    if (!fresh) return location.reload();
    list.replaceWith(fresh);
    list = fresh;
  }
}

follow();
