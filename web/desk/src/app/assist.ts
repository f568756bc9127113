/** The assist panel: a narrow window beside the program the agent types in. */
export const openAssist = () =>
  void window.open('/assist', 'zg-assist', 'popup,width=420,height=760')
