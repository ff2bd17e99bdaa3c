// The verifier page. The same script is the page and, in a worker, the engine behind it.

import { byId } from "./dom.js";
import { Engine } from "./engine.js";
import { ChanceForm } from "./show_chance.js";
import { CheckList } from "./show_checks.js";
import { PanelBrowser } from "./show_panel.js";
import { Verdict } from "./show_verdict.js";
import { Intake } from "./intake.js";
import { Text } from "./findings.js";
import { firstLanguage, translate, wordsIn } from "./words.js";

/** The engine in a worker; in this page itself where the browser lets no worker begin. */
function engine(listen) {
  const here = () => {
    const inside = new Engine(listen, () => new Promise((resolve) => setTimeout(resolve)));
    return (task) => inside.handle(task);
  };
  const script = document.currentScript.textContent;
  try {
    const worker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
    let [send, asked, heard] = [(task) => worker.postMessage(task), null, false];
    worker.addEventListener("message", ({ data }) => {
      heard = true;
      listen(data);
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      if (heard) return listen({ about: "trouble", error: event.message });
      send = here();
      return asked && send(asked);
    });
    return (task) => {
      asked = task;
      send(task);
    };
  } catch {
    return here();
  }
}

function startPage() {
  const words = wordsIn(document);
  const send = engine((message) => hear(message));
  const checks = new CheckList(byId("checks"), words);
  const verdict = new Verdict(byId("verdict"), words);
  const panels = new PanelBrowser(byId("panels"), words, (number) => send({ task: "panel", number }));
  const chance = new ChanceForm(byId("chance"), words, (typed) => send({ task: "person", typed }));
  const parts = [checks, verdict, panels, chance];

  new Intake(byId("intake"), (items) => {
    byId("result").hidden = false;
    for (const part of parts) part.clear();
    verdict.begin(items);
    send({ task: "check", items });
  });

  const hearing = {
    planned: ({ checks: planned }) => checks.plan(planned),
    finding: ({ finding }) => {
      checks.add(finding);
      verdict.progress(checks.done, checks.count);
    },
    verdict: (message) => {
      verdict.show(message);
      checks.finish();
      if (message.frame) {
        panels.open(message.frame);
        chance.open(message.frame);
      }
    },
    panel: (message) => panels.show(message),
    person: (message) => chance.show(message),
    trouble: ({ error }) => verdict.trouble(new Text("The files could not be checked: {error}.", { error })),
  };
  function hear(message) {
    hearing[message.about](message);
  }

  translate(document, words);
  for (const part of parts) words.onChange(() => part.render());
  words.speak(firstLanguage(words, navigator.languages));
}

if (globalThis.document) {
  startPage();
} else {
  const inside = new Engine((message) => postMessage(message));
  addEventListener("message", ({ data }) => inside.handle(data));
}
