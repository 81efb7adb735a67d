import { type Html, html } from './html.ts';

/** What a hosted page answers. */
export interface PageAnswer {
  readonly status: number;
  readonly html: Html;
  /** Where the browser goes next; the status is then 303. */
  readonly location?: string;
}

/** A page that says that it is a stand-in's. One column, so that it fits a phone; no script, nothing from elsewhere. */
export function page(status: number, title: string, body: Html): PageAnswer {
  return {
    status,
    html: html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title}</title>
          <style>
            body {
              font:
                16px/1.5 system-ui,
                sans-serif;
              max-width: 28rem;
              margin: 0 auto;
              padding: 1rem;
              color: #1a1f36;
              background: #fff;
            }
            table {
              width: 100%;
              border-collapse: collapse;
            }
            td {
              padding: 0.4rem 0;
              border-bottom: 1px solid #e3e8ee;
              vertical-align: top;
              overflow-wrap: anywhere;
            }
            td:last-child {
              text-align: right;
            }
            label,
            button,
            input,
            select {
              display: block;
              width: 100%;
              box-sizing: border-box;
              font: inherit;
            }
            input,
            select {
              padding: 0.6rem;
              margin: 0.2rem 0 0.8rem;
              border: 1px solid #697386;
              border-radius: 0.3rem;
              background: #fff;
              color: inherit;
            }
            button {
              padding: 0.8rem;
              margin: 0.4rem 0;
              border: 0;
              border-radius: 0.3rem;
              background: #4338ca;
              color: #fff;
            }
            .note {
              padding: 0.6rem;
              background: #fff4d6;
              border-radius: 0.3rem;
            }
            .problem {
              padding: 0.6rem;
              background: #fde2e4;
              border-radius: 0.3rem;
            }
          </style>
        </head>
        <body>
          <p class="note">Local Stripe, a stand-in: nothing is charged, and no real card belongs here.</p>
          <h1>${title}</h1>
          ${body}
        </body>
      </html> `,
  };
}

/** A redirect after a form was sent, as a page too for whoever does not follow. */
export function goTo(location: string): PageAnswer {
  return { ...page(303, 'Done', html`<p><a href="${location}">Go on</a></p>`), location };
}
