import type { RefusalCode } from '../../domain/errors.ts';

export const HELP_STEPS_EN = {
  'malformed-request': ['Refresh the page.', 'If it happens again, update your browser or try another one.'],
  unauthorized: [
    'You need not sign in to vote: this part is for members of the commission and auditors.',
    'If you are one of them, sign in again with ЭЦП on your page.',
  ],
  forbidden: [
    'Make sure that this is the page of the right contest.',
    'Make sure that you signed in with a key of the ИИН that holds the role.',
    'Ask the operator to check your role.',
  ],
  'not-yet-published': ['See on the page of the contest when it ends.', 'Open this page again after that.'],
  'contest-unknown': [
    'Choose the contest on the start page.',
    'If somebody sent you the link, ask for the right address.',
  ],
  'candidate-unknown': ['Open the list of candidates.', 'Look for the candidate by name or region.'],
  'not-found': ['Correct the address.', 'Begin at the start page.'],
  'already-voted': [
    'Your receipt shows whom you voted for.',
    'If it is lost, vote for the same candidate again: the same receipt comes back, and no second vote is counted.',
    'If you are sure that you did not vote, ask on the page “Check my ballot” and show the answer to the organiser.',
  ],
  'voting-not-open': [
    'See on the page of the contest when it begins.',
    'Come back to the candidate’s page after that and vote.',
  ],
  'voting-closed': [
    'Open the page of results.',
    'If you voted in time but got no answer, send the same signed file again: if the vote was taken, its receipt comes back.',
  ],
  'too-large': ['Get the ballot file from the candidate’s page anew.', 'Sign that file alone, with nothing attached.'],
  'media-type': [
    'Choose the file on the voting page: its type is set for you.',
    'If you send it with a program of your own, check the Content-Type header.',
  ],
  'ballot-malformed': [
    'Make sure that you chose the signature file (.cms, .p7s, .sig) and not the original .json file.',
    'Do not open and save the file in an editor.',
    'If that does not help, sign the ballot again.',
  ],
  'signer-count': [
    'Do not sign a file that is signed already.',
    'Get the ballot file anew and sign it once, with one key.',
  ],
  'ballot-wrong-content': [
    'Get the ballot file from the candidate’s page anew.',
    'Do not change it: one more space, and it is not taken.',
    'Do not use files of other contests or sites.',
  ],
  'certificate-missing': [
    'Have your signing program put the certificate into the signature.',
    'NCALayer does so by itself: try to sign with it.',
  ],
  'algorithm-unsupported': ['Your key may be of an old kind.', 'Get a new key at pki.gov.kz and sign with that.'],
  'certificate-not-individual': [
    'In the window of NCALayer, choose the key in your own name, without a БИН.',
    'If you have none, get it at pki.gov.kz.',
  ],
  'certificate-wrong-usage': [
    'A file whose name begins with AUTH is an authentication key, which cannot sign.',
    'Choose a key whose name begins with GOST512 or RSA256.',
  ],
  'signer-id-missing': ['Make sure that the key was issued to an individual.', 'Get a new key at pki.gov.kz.'],
  'certificate-untrusted': [
    'Make sure that the key was issued by НУЦ РК (pki.gov.kz).',
    'Keys of banks or other authorities, and test keys, cannot vote.',
  ],
  'certificate-expired': [
    'The window of NCALayer shows how long a key is valid.',
    'Get a new key at pki.gov.kz.',
    'Vote with the new key: this attempt has not used up your vote.',
  ],
  'certificate-not-yet-valid': [
    'If the key is brand new, wait a few minutes and try again.',
    'What counts is the server’s time, not that of your device.',
  ],
  'digest-mismatch': [
    'Make sure that the file was not damaged when it was copied.',
    'Get the ballot file anew and sign it again.',
  ],
  'signature-invalid': [
    'Get the ballot file anew and sign it again.',
    'If it happens again, update NCALayer or try another key of yours.',
  ],
  'time-stamp-invalid': ['Turn off time-stamps in your signing program.', 'Sign the ballot again and send it.'],
  'certificate-revoked': [
    'If you did not have the key revoked, ask НУЦ РК why it is.',
    'Get a new key at pki.gov.kz.',
    'Vote with the new key: this attempt has not used up your vote.',
  ],
  'revocation-unavailable': [
    'Wait a minute and send the same signed file: you need not sign again.',
    'If it lasts, see on the page of the service’s status whether НУЦ РК answers.',
  ],
  'challenge-invalid': [
    'Refresh the page: a new challenge comes.',
    'Sign it within five minutes. Do not send an old file.',
  ],
  'commission-only': [
    'You do not need this to vote.',
    'If you are a member of the commission, choose a key of the ИИН that holds the role.',
  ],
  'annulment-invalid': [
    'Make sure that both members signed one and the same file, unchanged.',
    'They must be two different persons.',
    'Make sure that the reason is given in Kazakh and in Russian and holds no ИИН.',
  ],
  'already-annulled': ['Check the number of the ballot’s entry.', 'If it is right, nothing else is needed.'],
  'voting-not-closed': [
    'See on the page of the contest whether the log is closed.',
    'Send the decision again after that.',
  ],
  'protocol-published': [
    'Open the protocol on the page of results.',
    'A dispute is settled outside the protocol, in the way the commission has set.',
  ],
  'ballot-erased': [
    'If you know the number of the entry, see on the audit page that it is there.',
    'Turn to the organiser about the erasure.',
  ],
  'rate-limited': [
    'Wait a minute or two.',
    'If you are on a shared network (at work, in a dormitory), try the internet of your phone.',
  ],
  busy: [
    'Leave the page open and send again in a few seconds.',
    'Sending several times does no harm: the vote is counted once.',
  ],
  internal: [
    'Send the same signed file again in a few minutes.',
    'If it happens again, tell the organiser the time and the code of the error.',
  ],
} satisfies Record<RefusalCode, readonly string[]>;
