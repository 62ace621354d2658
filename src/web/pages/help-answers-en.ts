import type { Chapter } from '../reading.tsx';

export const HELP_ANSWERS_EN: readonly Chapter[] = [
  {
    id: 'need',
    title: 'What do I need to vote?',
    blocks: [
      [
        'A valid ЭЦП key that НУЦ РК issued to you as an individual, and its password.',
        'On a computer, NCALayer running; or eGov Mobile on your phone, where this site offers it; or any program that makes a signature file.',
      ],
      'If you have no key, get one at pki.gov.kz.',
    ],
  },
  {
    id: 'ncalayer-absent',
    title: 'The page does not find NCALayer. What can I do?',
    blocks: [
      [
        'Make sure that NCALayer is installed and running: its icon is in the notification area at the edge of the screen.',
        'If it is not, install it from pki.gov.kz, start it and refresh the page.',
        'A VPN, an antivirus program or extensions of the browser may be in the way: try without them.',
        'NCALayer runs on computers only, not on phones.',
      ],
      'If nothing helps, sign the ballot file with another program and send the finished file.',
    ],
  },
  {
    id: 'ncalayer-blocked',
    title: 'The browser asks for access to the local network. What is that?',
    blocks: [
      'Chrome and browsers like it ask whether a site may talk to programs on this computer. NCALayer is such a program, so choose “Allow”. The site talks to no other device of your network.',
      [
        'If you have refused already, press the icon to the left of the address.',
        'In the site’s settings, allow access to the local network (to apps on this device).',
        'Refresh the page.',
      ],
    ],
  },
  {
    id: 'ncalayer-silent',
    title: 'NCALayer does not answer',
    blocks: [
      [
        'Make sure that its window is not hidden below others.',
        'Close NCALayer in the notification area and start it again.',
        'Refresh the page and try again. Your vote has not been used up.',
      ],
    ],
  },
  {
    id: 'ncalayer-too-old',
    title: 'The page says that NCALayer is too old',
    blocks: [
      ['Install the new version from pki.gov.kz.', 'Close the old one, start the new one and refresh the page.'],
    ],
  },
  {
    id: 'ncalayer-cancelled',
    title: 'I cancelled the signing',
    blocks: ['Nothing has happened: no vote was cast. Press the button again and choose your key.'],
  },
  {
    id: 'ncalayer-failed',
    title: 'NCALayer could not sign',
    blocks: [
      [
        'Check the password and the keyboard layout.',
        'Make sure that the key file can be opened and that a token is plugged in.',
        'If it happens again, update NCALayer and restart the computer.',
      ],
    ],
  },
  {
    id: 'ncalayer-stopped',
    title: 'I stopped waiting. What now?',
    blocks: ['No vote was cast. If the window of NCALayer is still open, close it and begin again.'],
  },
  {
    id: 'file-unsigned',
    title: 'How do I vote with a file?',
    blocks: [
      [
        'Download the ballot file (.json) from the voting page of the candidate.',
        'Without changing it, sign it as CMS with any program. Ballot and certificate must both be inside the signature.',
        'Choose the resulting file (.cms, .p7s, .sig) on the same page and send it.',
      ],
      'The original .json file is not taken: it holds no signature.',
    ],
  },
  {
    id: 'phone',
    title: 'Can I vote with my phone?',
    blocks: [
      'Yes, where the voting page offers eGov Mobile: the button opens the app. It shows the text of the ballot: check your choice.',
      'Where it does not, use a computer or send a signature file that another app has made.',
    ],
  },
  {
    id: 'offline',
    title: 'The line broke, I closed the page, or I pressed twice',
    blocks: [
      'Do not worry. A vote is counted once, and if it was taken, its receipt comes back to you.',
      [
        'When you are online again, open the page again.',
        'Vote for the same candidate once more: either the receipt you had comes back, or the vote is taken for the first time.',
      ],
    ],
  },
  {
    id: 'lost-receipt',
    title: 'I have lost my receipt',
    blocks: [
      'Vote for the same candidate again with a key of the same ИИН: the same receipt comes back. That works after closing, too.',
      'Without a receipt, the page “Check my ballot” tells you whether there is a ballot in your name: the question is signed with ЭЦП.',
    ],
  },
  {
    id: 'change',
    title: 'Can I change my vote?',
    blocks: ['No. A vote is cast once and cannot be changed. Check your choice before you sign.'],
  },
  {
    id: 'not-me',
    title: 'Somebody else voted in my name',
    blocks: [
      [
        'Ask on the page “Check my ballot” and keep the answer.',
        'Have your key revoked at pki.gov.kz.',
        'Turn to the organiser and to the police. The commission can annul the vote.',
      ],
    ],
  },
];
