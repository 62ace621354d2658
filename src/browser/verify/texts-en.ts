import type { VerifyTexts } from './wording.ts';

export const VERIFY_EN: VerifyTexts = {
  title: 'Check a vote on your own computer',
  lead: 'This page checks that a receipt is genuine and that what was published of a vote agrees with itself. You need not trust anybody, and nothing is installed.',
  offline:
    'The page works without the internet: it sends nothing and loads nothing. The files you choose do not leave this computer.',
  languages: 'Language',
  key: {
    title: 'Key of the log',
    label: 'Public key of the log (vkey)',
    hint: 'One line: name of the log, a plus sign, eight characters, a plus sign and the key. Take it from somewhere else than the site that gave you the receipt, too, and compare: from an observer, the press, a printed protocol.',
  },
  receipt: {
    title: 'Receipt',
    intro: 'The file you kept after voting. It shows for whom you voted: give it to nobody.',
    file: 'File of the receipt (may be dropped here)',
    paste: 'or paste the text of the receipt',
    more: 'More: the signed file and the definition of the contest',
    cms: 'The file you signed (CMS)',
    cmsHint: 'If you kept it: checks that this very file is what the log fixed.',
    definition: 'Definition of the contest (contest.json)',
    definitionHint:
      'With it the names of candidate and contest are checked, too. Taken from the export if one is chosen.',
  },
  exported: {
    title: 'The whole vote',
    intro:
      'The export that the organiser published: a folder with manifest.json in it. With it the whole log is checked and the votes are counted again.',
    folder: 'Folder of the export',
    drop: 'The folder may be dropped here as well.',
    noFolders: 'This browser cannot choose folders. Open the page on a computer.',
    dropRefused: 'The browser does not let the page read a dropped folder. Choose it with “Folder of the export”.',
    reading: 'Reading the list of files…',
    chosen: (files, megabytes) => `Chosen: ${files} files, ${megabytes} MB.`,
    forget: 'Take away',
  },
  check: 'Check',
  cancel: 'Stop',
  print: 'Print',
  nothing: 'Choose a receipt or the folder of an export.',
  cancelled: 'The check was stopped. There is no result.',
  progress: (percent, left) => `${percent} %${left === undefined ? '' : `, about ${left} s left`}`,
  result: 'Result',
  errors: {
    key: ['This is not the key of a log', 'Paste the whole key, in one line and without spaces.'],
    receipt: ['This file is not a receipt', 'Choose the file exactly as the service sent it.'],
    export: [
      'This folder is not a finished export',
      'Choose the whole folder that manifest.json lies in. The same is said of files that are too large or missing.',
    ],
    other: [
      'The check could not finish',
      'The files are not of the form that was expected, or could not be read. This proves nothing: try to get them again.',
    ],
  },
  keyFrom: {
    export:
      'The key was taken from the export itself: whoever gave you the export could have put in a key of their own. Compare it with the key from somewhere else.',
    nowhere: 'No key was given, so the signature was not checked.',
  },
  named: (name, id) => `The receipt names this key: ${name}, number ${id}.`,
  engines: {
    webcrypto: 'Ed25519 signatures were verified by the browser (WebCrypto).',
    own: 'The WebCrypto of this browser does not know Ed25519: signatures were verified by the program in this file.',
  },
  receiptVerdicts: {
    genuine: ['This receipt is genuine', 'Your vote stands in the log, and the log is signed with its key.'],
    refused: [
      'This receipt does not verify',
      'See below at which step. First make sure that the key is the right one. If it is, keep the file and tell the organiser and observers.',
    ],
    incomplete: [
      'The receipt was not checked in full',
      'What was checked is right, but without the signature of the log it proves nothing. Give the key of the log.',
    ],
  },
  annulled:
    'This ballot was annulled by a decision of the commission: it stands in the log but is not counted. The decision is in the log, too.',
  facts: {
    contest: 'Contest',
    candidate: 'Candidate',
    number: (number) => `no. ${number}`,
    index: 'Number of the entry in the log',
    acceptedAt: 'Accepted at',
    size: 'Entries in the log at that time',
    unproved: 'not proved without the definition',
  },
  stepsTitle: 'Steps',
  states: { passed: 'right', failed: 'wrong', 'not-checked': 'not checked' },
  steps: {
    1: ['The file is a receipt, and the proof in it is whole.', 'The file is no receipt, or it was changed.'],
    2: [
      'The log as it was then is signed with the key of the log.',
      'The signature is not of this key: either the key is of another log, or the receipt is forged.',
    ],
    3: ['Your entry stands in the log that was signed.', 'The entry is not in the log that was signed.'],
    4: ['The entry is a ballot and stands where the receipt says.', 'The entry is no ballot or stands elsewhere.'],
    5: ['The time of acceptance is that of the entry.', 'The time is not that of the entry.'],
    6: ['The entry fixes the signed file that the receipt names.', 'The entry fixes another file.'],
    7: ['The entry fixes the candidate of this very number.', 'The entry fixes another choice.'],
    8: [
      'Contest and candidate are those of the definition of the contest.',
      'Contest or candidate do not fit this definition.',
    ],
    9: [
      'The entry stands in the log of the export, too, and nothing that was there before the receipt has changed.',
      'In the log of the export another entry stands in this place.',
    ],
  },
  withCms: 'The signed file that you chose is that very file.',
  fork: 'The key of the log signed two different logs: that of the receipt is not the beginning of that of the export.',
  missing: {
    'no-key': 'No key of the log was given.',
    'no-checkpoint': 'There is no signed state.',
    'no-ballot': 'The steps before failed.',
    'no-definition': 'No definition of the contest was given.',
    'no-log': 'No export was chosen.',
    unreadable: 'The file could not be read.',
    'another-log': 'The export is of another log, or could not be read.',
    'older-log': 'The export is older than the receipt: get a new one.',
  },
  proves: 'What this proves',
  provesReceipt: [
    'The owner of the log signed that your vote stands in this place of the log. Should they take it out or change it, this receipt gives them away.',
    'Your choice, its time and the file you signed are fixed in that entry.',
  ],
  provesInLog: 'Your vote stands in the published log and is counted with it.',
  provesNot: 'What this does not prove',
  provesNotReceipt: [
    'That the log is the same today: for that, compare the receipt with a fresh export.',
    'Who voted: your name is neither in the receipt nor in the log.',
    'That your digital signature is good: auditors check that.',
  ],
  exportVerdicts: {
    clean: [
      'Nothing wrong was found',
      'The log is whole and the votes were counted again. All that anyone can check is right.',
    ],
    cleanSoFar: ['Nothing wrong was found', 'The log is whole. Voting is not closed, so votes are not counted yet.'],
    findings: [
      'Something is wrong',
      'The checks that failed are below. First make sure that you have all files. If it happens again, keep the export and tell observers.',
    ],
  },
  provesExport: [
    'Nothing was taken out of the log or changed afterwards, and no voter tag stands in it twice.',
    'If voting is closed: every choice is the one fixed when the ballot came, and there are as many as the protocol says.',
  ],
  provesNotExport: [
    'The signatures and certificates of citizens, and that one person stands behind each tag (A20–A31): auditors with the restricted part check that with “dauys audit”.',
    'The signatures of time-stamps (A11) and the certificates of the trust set (A18): “dauys audit --public” checks them.',
    'That others were shown the same log: compare key and root of the tree with other people.',
  ],
  shown: (shown, total) => `The first ${shown} of ${total}.`,
  footer:
    'To know that this file itself is genuine, compare its SHA-256 with the one from somewhere else. Every step and check is described in PROTOCOL.md (§4 and §7).',
};
