// Talks with the window of a learning platform: keeps and finds the proof that a launch ends in the
// browser that began it, asks for a fitting height, and says when a registration is done. Every
// answer is checked for where it comes from and what it answers.
"use strict";
(() => {
  const platform = window.parent !== window ? window.parent : window.opener;

  const number = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16)).join("");

  // Sends a message and waits for its answer; null if none comes in time.
  const ask = (to, origin, message, wait) => new Promise((resolve) => {
    const id = number();
    const finish = (answer) => {
      clearTimeout(timer);
      window.removeEventListener("message", listen);
      resolve(answer);
    };
    const listen = (event) => {
      const answer = event.data;
      const fits = event.source === to && (origin === "*" || event.origin === origin)
        && typeof answer === "object" && answer !== null
        && answer.message_id === id && answer.subject === message.subject + ".response";
      if (fits) finish(answer.error ? null : answer);
    };
    const timer = setTimeout(() => finish(null), wait);
    window.addEventListener("message", listen);
    to.postMessage({ ...message, message_id: id }, origin);
  });

  // The window that keeps what tools store: as the platform says, else as the login said. One that
  // says what it can do and leaves this out cannot; one that says nothing may have been named all the same.
  const keeper = async (data, subject) => {
    if (!platform || !data.platform) return null;
    const answer = await ask(platform, "*", { subject: "lti.capabilities" }, Number(data.wait));
    const messages = answer && Array.isArray(answer.supported_messages) ? answer.supported_messages : [];
    const found = messages.find((message) => message && message.subject === subject);
    if (answer ? !found : !data.frame) return null;
    const name = (found && found.frame) || data.frame || "_parent";
    return name === "_parent" ? platform : platform.frames[name] || null;
  };

  // The frame's own storage, which browsers keep apart for each platform; some have none at all.
  const own = {
    put: (key, value) => { try { sessionStorage.setItem(key, value); } catch { /* the platform's may do */ } },
    take: (key) => {
      try {
        const value = sessionStorage.getItem(key);
        sessionStorage.removeItem(key);
        return value;
      } catch {
        return null;
      }
    },
  };

  const modes = {
    store: async (box) => {
      const data = box.dataset;
      own.put(data.key, data.value);
      const to = await keeper(data, "lti.put_data");
      if (to) await ask(to, data.origin, { subject: "lti.put_data", key: data.key, value: data.value }, Number(data.wait));
      location.replace(box.querySelector("a").href);
    },
    recall: async (form) => {
      const data = form.dataset;
      let value = own.take(data.key);
      if (!value) {
        const to = await keeper(data, "lti.get_data");
        const answer = to && await ask(to, data.origin, { subject: "lti.get_data", key: data.key }, Number(data.wait));
        if (answer && answer.key === data.key && typeof answer.value === "string") value = answer.value;
        if (to && value) to.postMessage({ subject: "lti.put_data", message_id: number(), key: data.key, value: null }, data.origin);
      }
      if (!value) {
        document.querySelector("[data-otherwise]").hidden = false;
        return;
      }
      form.querySelector("[name=storage_proof]").value = value;
      form.submit();
    },
    send: (form) => form.submit(),
    access: (form) => {
      if (!document.requestStorageAccess) return;
      form.hidden = false;
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        try {
          await document.requestStorageAccess();
        } catch {
          const refused = document.querySelector("[data-refused]");
          form.hidden = true;
          refused.hidden = false;
          refused.focus();
          return;
        }
        form.submit();
      });
    },
    close: (button) => {
      const close = () => {
        if (platform) platform.postMessage({ subject: button.dataset.subject }, "*");
      };
      button.addEventListener("click", close);
      if (button.dataset.now) close();
    },
    copy: (button) => {
      button.hidden = false;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.what).textContent);
        button.textContent = button.dataset.done;
      });
    },
  };

  for (const box of document.querySelectorAll("[data-lti]")) modes[box.dataset.lti](box);

  // The frame is to be as high as the page; whether the platform does so is its own affair.
  if (window.parent !== window) {
    let last = 0;
    new ResizeObserver(() => {
      const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
      if (Math.abs(height - last) < 2) return;
      last = height;
      window.parent.postMessage({ subject: "lti.frameResize", message_id: number(), height }, "*");
    }).observe(document.documentElement);
  }
})();
