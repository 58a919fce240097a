/** Suggestions for the optional gender field; people may write their own word. */

export const GENDERS = ['Female', 'Male', 'Non-binary'];
