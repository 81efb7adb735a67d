/** What the names in generated modules are made of: nothing that a rule looks for, nothing that is reserved. */
export const nouns = `
  account address agent archive article asset audience backlog badge batch board booking branch campaign cart
  catalog channel checklist city column comment course customer dashboard delivery device digest draft event
  feature feed filter folder gauge goal grid group holiday image inbox issue journey label layout ledger
  lesson locale location meeting member menu message metric milestone note offer office option order page
  panel parcel period person place plan policy preset product profile project quote range region report review
  role route rule season section segment session shelf shift shipment snapshot step summary survey table task
  team template tenant theme ticket timeline topic tour trend unit upload vehicle vendor venue version view
  visit warehouse week widget window
`
  .trim()
  .split(/\s+/);

export const verbs = `
  add apply archive assign build collect compare copy count create describe draw fetch find format group hide
  index list load merge move open order parse plan publish rank read refresh remove rename render replace
  resolve save select send share show sort split store sum track trim update validate watch write
`
  .trim()
  .split(/\s+/);
