RuntimeCommand.main()
