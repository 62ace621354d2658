import type { Code } from './errors.ts';

export const EN = {
  'malformed-request': [
    'The request could not be read',
    'The request is built wrongly. Reload the page and try again.',
  ],
  unauthorized: [
    'Signing in is needed',
    'Sign in with your digital signature on the page of the commission or of auditors. A program sends a valid token in the Authorization header; if it has expired or was revoked, ask the operator for a new one.',
  ],
  forbidden: [
    'No access',
    'The role or the token was not given to you, or is for another contest or another role. If you need one, ask the operator.',
  ],
  'not-yet-published': [
    'Not published yet',
    'This is published after voting has ended and the log is closed. Come back then.',
  ],
  'contest-unknown': ['There is no such contest', 'Check the address, or choose a contest from the list.'],
  'candidate-unknown': ['There is no such candidate', "Choose a candidate from the contest's list."],
  'not-found': ['There is nothing here', 'Check the address.'],
  'already-voted': [
    'You have already voted',
    'Your vote for another candidate has been accepted. One person votes once in a contest, and the choice cannot be changed. If you did not vote, contact the organiser.',
  ],
  'voting-not-open': [
    'Voting has not begun',
    'The time it begins stands on the page of the contest. Send your ballot then.',
  ],
  'voting-closed': ['Voting has ended', 'New votes are not accepted. See the results on the page of the contest.'],
  'too-large': [
    'What was sent is too large',
    'A signed ballot is at most 64 KiB. Sign the ballot alone, without other files, and send it again.',
  ],
  'media-type': [
    'This type of data is not accepted',
    'Send the signature as application/cms, application/pkcs7-mime or application/json.',
  ],
  'ballot-malformed': [
    'The signed ballot is damaged',
    'What arrived is not one whole CMS signature. Sign the ballot again in NCALayer and send it.',
  ],
  'signer-count': [
    'Exactly one signature is needed',
    'A ballot is signed by one person with one key. Sign it again, once, and send it.',
  ],
  'ballot-wrong-content': [
    'What was signed is not a ballot of this contest',
    "Open the candidate's page, take the ballot anew and sign it unchanged.",
  ],
  'certificate-missing': [
    'The signature holds no certificate',
    'Sign again and let the program put your certificate into the signature.',
  ],
  'algorithm-unsupported': [
    'This signature algorithm is not accepted',
    'Use a current key of the National Certification Authority (GOST 34.10-2015 or RSA with SHA-256). A new key is issued at pki.gov.kz.',
  ],
  'certificate-not-individual': [
    'This key belongs to an organisation',
    'Only people vote. Choose the key that was issued to you as an individual.',
  ],
  'certificate-wrong-usage': [
    'This key is not for signing',
    'Choose your key for signing, not the one for authentication, and sign again.',
  ],
  'signer-id-missing': [
    'The certificate names no individual identification number',
    'Choose the key that was issued to you as an individual, or get a new one at pki.gov.kz.',
  ],
  'certificate-untrusted': [
    'The certificate is not from the National Certification Authority',
    'Sign with a key issued by the National Certification Authority of Kazakhstan.',
  ],
  'certificate-expired': [
    'Your certificate has expired',
    'Get a new key at pki.gov.kz, sign the ballot with it and send it.',
  ],
  'certificate-not-yet-valid': [
    'Your certificate is not valid yet',
    'Its term has not begun. Sign with another valid key, or send the ballot once the term has begun.',
  ],
  'digest-mismatch': [
    'The signature does not belong to this ballot',
    'The ballot or its attributes changed after signing. Sign the ballot again and send it unchanged.',
  ],
  'signature-invalid': [
    'The signature is not valid',
    'The signature could not be confirmed with the key in the certificate. Sign the ballot again and send it.',
  ],
  'time-stamp-invalid': [
    'The time-stamp in the signature cannot be confirmed',
    'Sign the ballot again, with a time-stamp of the National Certification Authority or with none, and send it.',
  ],
  'certificate-revoked': [
    'Your certificate has been revoked',
    'Get a new key at pki.gov.kz, sign the ballot with it and send it.',
  ],
  'revocation-unavailable': [
    'Your certificate cannot be checked right now',
    'Whether it was revoked cannot be found out at the moment. This attempt has not used your vote: send the same signed file again in a minute.',
  ],
  'challenge-invalid': [
    'What was signed is no request that is valid now',
    'Get a new request, sign it unchanged within five minutes and send it once.',
  ],
  'commission-only': [
    'Only members of the commission may do this',
    'Whoever signed is not in the commission of this contest. Choose the key of a member, or ask the operator to grant the role.',
  ],
  'annulment-invalid': [
    'The decision to annul a ballot is not valid',
    'Two different members of the commission sign the very same decision: it names this contest, the entry of a ballot in the log and a reason in Kazakh and Russian, with nobody’s personal number in it.',
  ],
  'already-annulled': [
    'This ballot has been annulled before',
    'Another decision about it stands in the log. A second one is not needed.',
  ],
  'voting-not-closed': [
    'Voting is not closed yet',
    'Such decisions are taken only after closing. Try again once the closing entry stands in the log.',
  ],
  'protocol-published': [
    'The final protocol has been published',
    'Once it stands in the log, no ballot can be annulled any more.',
  ],
  'ballot-erased': [
    'The record of your ballot was erased',
    'Your vote was accepted and stands in the log, and nobody can vote a second time. The ballot itself was erased by decision together with its receipt, so the receipt cannot be given again. Ask the organiser if you have questions.',
  ],
  'rate-limited': [
    'Too many refused attempts',
    'Too many signatures from your network were refused. Wait a little and send the signed file again; these attempts have not used your vote.',
  ],
  busy: [
    'The service is busy',
    'Send the same signed file again in a few seconds. However often a ballot is sent, it counts once.',
  ],
  internal: [
    'Something went wrong on our side',
    'The fault has been recorded. Send the same signed file again in a few minutes: a ballot counts once.',
  ],

  'config-invalid': ['The settings are not usable', 'Correct the setting named in the message and start again.'],
  'contest-invalid': [
    'The contest definition has faults',
    'Correct the fields named in the message and load it again.',
  ],
  'contest-conflict': [
    'Another definition stands under this contest id',
    'A loaded definition is fixed for good. Give the new contest an id of its own, or load the file that was loaded first.',
  ],
  'key-missing': [
    "The contest's keys are not there",
    'Restore the keys directory from its own backup. Never make new keys for a contest whose log has begun.',
  ],
  'key-mismatch': [
    'These are not the keys this log was begun with',
    'Put back the keys directory of this contest. Other keys would let people vote twice and fork the log.',
  ],
  'ledger-behind': [
    'The ledger is behind what has been promised',
    'Receipts were issued that this data does not hold. Put back the newest data directory; leave the high-water file as it is.',
  ],
  'ledger-corrupt': [
    'The ledger is damaged',
    'Do not write to it. Keep a copy, restore the newest verified backup and compare it with the high-water file.',
  ],
  'commit-unknown': [
    'It is unknown whether the last write was kept',
    'The process stops on purpose. Check the disk and start it again: it reads the truth from the ledger.',
  ],
  'receipt-malformed': ['The file is not a receipt', 'Give the file exactly as the service sent it.'],
  'receipt-invalid': [
    'The receipt does not verify',
    'Check that the log key is the one the organiser published. If it is, report the receipt to the organiser and to observers.',
  ],
  'statement-invalid': [
    'The statement does not verify',
    'Give the file exactly as the service sent it, and the key that the organiser published. If it still does not verify, report the statement to the organiser and to observers.',
  ],
  'evidence-invalid': [
    'The evidence does not explain this ballot',
    'Give the evidence file exactly as it was exported, with the trust directory of that time.',
  ],
  'backup-failed': [
    'No verified backup was made',
    'Check the space and rights of the target directory and run the backup again. The ledger itself is unchanged.',
  ],
  'export-failed': [
    'The export was not finished',
    'Correct what the message names. An unfinished export goes on with --resume; a new one needs an empty directory.',
  ],
  'export-invalid': [
    'This is not a whole export',
    'Give the directory as it was exported, with its manifest. Fetch missing or damaged files again.',
  ],
  'audit-findings': [
    'The audit found something wrong',
    'Each finding names its check; PROTOCOL.md says what the check is. Keep the export and the report, and tell the organiser and observers.',
  ],
  'audit-unfinished': [
    'The audit could not finish',
    'Give what the report says is missing and run the audit again. Nothing that was checked is wrong.',
  ],
} satisfies Record<Code, readonly [title: string, detail: string]>;
