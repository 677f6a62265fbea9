// Shows how exports that are being made go on, without a reload by hand.
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// The page as it is now. A request can read it as a document; parsing a text as one is forbidden here.
const fresh = () => new Promise((done) => {
  const request = new XMLHttpRequest();
  request.open("GET", location.href);
  request.setRequestHeader("Accept", "text/html");
  request.responseType = "document";
  request.onload = () => done(request.status === 200 ? request.response : null);
  request.onerror = () => done(null);
  request.send();
});

async function follow() {
  let list = document.getElementById("exports");
  while (list?.dataset.unfinished) {
    await pause(2000);
    const page = await fresh();
    if (!page) return;
    const news = page.getElementById("exports");
    if (!news) return location.reload();
    list.replaceWith(news);
    list = news;
  }
}

follow();
