/** What a picker offers. */
export interface PickerOption {
  readonly value: string;
  readonly label: string;
  readonly disabled?: boolean;
}
