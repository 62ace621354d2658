import type { ReadingTexts } from '../reading.tsx';

export const PROTECTION_TEXTS_EN: ReadingTexts = {
  title: 'How a vote is protected',
  description: 'What the digital signature proves, how “one person, one vote” is kept, and how to check your ballot.',
  lead: 'This page says in plain words what protects your vote, and what it is not protected against.',
  contents: 'On this page',
  chapters: [
    {
      id: 'signature',
      title: 'What the signature (ЭЦП) proves',
      blocks: [
        'A ballot is signed with the key that Kazakhstan’s National Certification Authority (НУЦ РК) issued to an individual.',
        [
          'The signature proves that the owner of this very key signed the ballot.',
          'Not one character of a signed ballot can be changed.',
          'A vote with an expired or revoked key is not taken.',
        ],
        'Signing is voting. Whoever gets hold of the signed file can cast it in your place. Give it to nobody.',
      ],
    },
    {
      id: 'one-vote',
      title: 'One person, one vote',
      blocks: [
        'A voter is known by the ИИН in the certificate, not by the key. Whoever has several keys still votes once.',
        'However often you send the same vote, it counts once, and you are given the same receipt.',
        'If a failure keeps your vote from being taken, you keep your right to vote.',
        'An ИИН proves neither citizenship nor age: foreigners who live in Kazakhstan have one too, and the certificate tells neither.',
      ],
    },
    {
      id: 'log',
      title: 'The public log',
      blocks: [
        'Every accepted ballot goes into a public log. Anyone can download it and compute it anew.',
        'The log holds no name, no ИИН and no choice: in their place stand tags that cannot be resolved without a key.',
        'If an entry is removed or changed, the root of the log no longer fits, and everybody sees it. Independent witnesses make sure that all are shown one and the same log.',
      ],
    },
    {
      id: 'receipt',
      title: 'The receipt',
      blocks: [
        'You are given a receipt only once your vote is on disk. It proves that the vote stands in the log.',
        'It can be checked at any time, even offline. Should your vote vanish from the log, the receipt proves it.',
        'Mind that a full receipt shows whom you voted for. Do not publish it.',
      ],
    },
    {
      id: 'count',
      title: 'Counting',
      blocks: [
        'After closing, the choice of every entry is opened, though not whose it is. Then anyone can recount the votes.',
        'The final protocol goes into the log too: from then on it cannot be changed unnoticed.',
        'Only the commission can annul a vote, by a decision that two of its members signed. Such a decision shows in the log as well.',
      ],
    },
    {
      id: 'operator',
      title: 'What the operator sees',
      blocks: [
        'Towards the operator this vote is named, towards the public it is pseudonymous. That is:',
        [
          'The operator keeps the signed ballots and can see who voted for whom.',
          'So can auditors who are given access: they verify every signature.',
          'Everybody else sees tags, numbers and, after closing, the choices.',
          'Whoever holds the key of the tags can link them to ИИН. It is kept apart from the data.',
        ],
        'Whether somebody voted is told to that person alone: the question is itself signed with their ЭЦП.',
      ],
    },
    {
      id: 'coercion',
      title: 'Coercion and selling votes',
      blocks: [
        'Both the signed file and the full receipt prove to another person whom you voted for. Nobody may demand them.',
        'If you are forced to vote or asked for your key, turn to the organiser and to the police. An ЭЦП key must not be given to anybody else.',
        'A vote cannot be changed, so the service itself cannot protect you from coercion.',
      ],
    },
    {
      id: 'ncalayer',
      title: 'What NCALayer shows',
      blocks: [
        'NCALayer does not show the text that is signed: it only asks for the key and its password. So make sure by the address bar that you are on this very site.',
        'After signing, the page reads your choice out of the signed file itself and shows it. Any viewer of CMS files opens that file too: the choice is written in it in Kazakh and Russian.',
      ],
    },
    {
      id: 'limits',
      title: 'What is not protected against',
      blocks: [
        [
          'An infected computer: it can show you one thing and have you sign another.',
          'Coercion: as long as a vote can be shown, no protection from it is complete.',
          'An authority that issues a certificate in somebody else’s name.',
          'Keeping somebody from the service on purpose.',
        ],
        'No outside party has reviewed this program. The GOST algorithms are the project’s own code and are not certified under СТ РК 1073. The code is open.',
      ],
    },
  ],
};
